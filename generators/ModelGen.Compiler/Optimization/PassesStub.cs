namespace ModelGen.Compiler;
public static class Passes { 
  public static Graph Run(Graph g) { g = Dce(g); for (;;) { var f = FuseOne(g); if (f is null) return Dce(g); g = Dce(f); } }
  static Graph Dce(Graph g) { var need = new HashSet<Value>(g.Outputs.Select(o => o.Value)); var keep = new HashSet<Node>(); foreach (var n in g.Nodes.Reverse()) if (n.Outputs.Any(need.Contains)) { keep.Add(n); need.UnionWith(n.Inputs); } return GraphRewriter.Rewrite(g, (_, _) => null, keep.Contains); }
  static Graph? FuseOne(Graph g) {
    var outs = new HashSet<Value>(g.Outputs.Select(o => o.Value)); var uses = new Dictionary<Value,int>(); foreach (var n in g.Nodes) foreach (var i in n.Inputs.Distinct()) uses[i] = uses.TryGetValue(i, out var c) ? c + 1 : 1;
    foreach (var n in g.Nodes) if (n.Operator is Elementwise le && n.Inputs.FirstOrDefault(i => i.Producer?.Operator is Constant) is { } k && (n.Inputs.Any(i => i != k && i.Type == n.Output.Type))) {
      var rest = n.Inputs.Where(i => i != k).Distinct().ToList(); var b = le.Expression.Substitute(i => n.Inputs[i] == k ? new Scalar.Literal(((Constant)k.Producer!.Operator).Number) : new Scalar.Argument(rest.IndexOf(n.Inputs[i])));
      return GraphRewriter.Rewrite(g, (m, r) => m == n ? [r.Graph.Apply(new FusedElementwise(b), [.. rest.Select(o => r[o])])] : null); }
    foreach (var n in g.Nodes) if (n.Operator is Elementwise ne and not Expand && n.Inputs.Count <= 8) foreach (var p in n.Inputs) if (p.Producer is { Operator: Elementwise pe and not Expand } pn && !outs.Contains(p) && uses[p] == 1 && p.Type == n.Output.Type) {
      var ops = n.Inputs.Where(i => i != p).Concat(pn.Inputs).Distinct().ToList(); if (ops.Count > 8) continue;
      var body = ne.Expression.Substitute(i => n.Inputs[i] == p ? pe.Expression.Substitute(j => new Scalar.Argument(ops.IndexOf(pn.Inputs[j]))) : new Scalar.Argument(ops.IndexOf(n.Inputs[i])));
      return GraphRewriter.Rewrite(g, (m, r) => m == n ? [r.Graph.Apply(new FusedElementwise(body), [.. ops.Select(o => r[o])])] : null); }
    return null; }
}
