namespace ModelGen.Compiler.Emit;

/// <summary>
/// y = f(x₁, x₂, …), element by element, with operands broadcast by NumPy's rules: any <see cref="Elementwise"/>
/// operator, a fused expression, <c>Where</c> or <c>Expand</c>.
/// </summary>
public sealed class ElementwiseKernel : Kernel
{
    private readonly Node node;
    private readonly Scalar expression;
    private readonly LoopNest nest;

    public ElementwiseKernel(Node node)
    {
        this.node = node;
        Inputs = [.. node.Inputs.Distinct()];
        expression = ((Elementwise)node.Operator).Expression
            .Substitute(argument => new Scalar.Argument(Position(node.Inputs[argument])));
        nest = LoopNest.Broadcast(node.Output.Type, Inputs.Select(input => input.Type));
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Elementwise ? new Selected(new ElementwiseKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? VectorLoops.TileCount(nest) : 1;

    public override bool ReadsPastEnd(int input) => false;

    public override bool TakesHalves(Value operand) => true;

    public override bool CanWriteOver(int input) => node.Output.IsBatched && Inputs[input].Type == node.Output.Type;

    public override int SmallestSharedNumber => 16;

    public override long Flops =>
        node.Operator.CountFlops([.. node.Inputs.Select(input => input.Type)], [node.Output.Type]);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var maths = MathExpression.Render(expression, index => names.Inputs[index]);
        if (maths.Length > 80)
            maths = MathExpression.RenderShared(expression, index => names.Inputs[index], names.Inputs);
        KernelText.Comment(code, $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} {maths}", Inputs, Outputs);

        var function = new VectorFunction(expression, names.Method + "Of", names.Inputs);
        var loops = new VectorLoops(nest, [.. names.Inputs, .. names.Outputs], new LoopLocals(names));
        using (KernelText.Method(code, this, names))
            loops.Write(code, Domain, (body, place) =>
            {
                var value = function.Call(place.Load, Accumulates ? place.Load(Inputs.Count) : null);
                body.Lines(Store(value, place.Store(Inputs.Count)));
            });
        function.WriteDeclaration(code);
    }

    private static string Store(string value, string store) =>
        value.Length + store.Length <= 100 ? value + store : $"{value}\n    {store}";

    private int Position(Value input)
    {
        for (var i = 0; ; i++)
            if (Inputs[i] == input) return i;
    }
}
