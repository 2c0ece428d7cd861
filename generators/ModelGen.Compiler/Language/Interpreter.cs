using System.Runtime.CompilerServices;

namespace ModelGen.Compiler.Language;

/// <summary>
/// Executes a program symbolically: numbers, text and control flow for real, tensors by adding nodes to a graph.
/// </summary>
internal sealed partial class Interpreter
{
    private const int StepBudget = 1_000_000;
    private const int NodeBudget = 50_000;
    private const int DepthBudget = 200;

    private readonly Dictionary<string, Function> functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> parameterNames = new(StringComparer.Ordinal);
    private readonly List<LayerInfo> layers = [];
    private Activation activation;
    private object? returned;
    private int steps;

    /// <summary>The innermost loop that runs: what to name when the evaluation does not end.</summary>
    private Statement? loop;

    public Interpreter(Program program, Graph graph, Mode mode)
    {
        Graph = graph;
        Mode = mode;
        foreach (var function in program.Functions)
            functions[function.Id] = function;
        activation = new Activation(null, null, null, Mark.None, [], new NameScope("", 0));
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    public Graph Graph { get; }

    public Mode Mode { get; }

    public IReadOnlyList<LayerInfo> Layers => layers;

    /// <summary>New values of running statistics, in order.</summary>
    public List<(Value Parameter, Value Value)> Updates { get; } = [];

    public List<(Value Value, string Name)> Exposed { get; } = [];

    public List<ModelDiagnostic> Hints { get; } = [];

    public List<string> Notes { get; } = [];

    public Function? Find(string id) => functions.TryGetValue(id, out var function) ? function : null;

    /// <summary>A mistake at a place, or where there is none, at the call in the user's source that led there.</summary>
    public EvaluationException Error(string id, string message, Mark mark) =>
        new(new ModelDiagnostic(id, message, Visible(mark)));

    public Mark Visible(Mark mark)
    {
        for (var caller = activation; mark.IsNone && caller is not null; caller = caller.Caller)
            mark = caller.Mark;
        return mark;
    }

    private void Step(Syntax syntax)
    {
        if (++steps > StepBudget)
            throw Error("MG0014", $"The declaration takes more than {StepBudget:N0} steps to evaluate; is there a loop that does not end?", loop?.Mark ?? syntax.Mark);
        if (Graph.Nodes.Count > NodeBudget)
            throw Error("MG0014", $"The declaration makes more than {NodeBudget:N0} operations; is there a loop that does not end?", loop?.Mark ?? syntax.Mark);
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            throw Error("MG0014", "The declaration is nested too deeply to be evaluated.", syntax.Mark);
        }
    }

    private Flow Execute(IEnumerable<Statement> statements, Scope scope)
    {
        foreach (var statement in statements)
        {
            var flow = Execute(statement, scope);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }

    private Flow Execute(Statement statement, Scope scope)
    {
        Step(statement);
        switch (statement)
        {
            case Block block:
                return Execute(Hoisted(block.Statements), new Scope(scope));
            case Evaluate evaluate:
                Evaluate(evaluate.Expression, scope);
                return Flow.Next;
            case Declare declare:
                scope.Declare(declare.Identifier, declare.Value is null ? null : Named(Evaluate(declare.Value, scope), declare.Identifier));
                return Flow.Next;
            case If branch:
                var chosen = Condition(branch.Condition, scope) ? branch.Then : branch.Else;
                return chosen is null ? Flow.Next : Execute(chosen, new Scope(scope));
            case For or ForEach or While:
                return Repeat(statement, scope);
            case Switch choice:
                return Choose(choice, scope);
            case Return result:
                returned = result.Value is null ? null : Evaluate(result.Value, scope);
                return Flow.Return;
            case Break:
                return Flow.Break;
            case Continue:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"Unknown statement {statement.GetType().Name}.");
        }
    }

    /// <summary>Local functions may be called before the line that declares them.</summary>
    private static IEnumerable<Statement> Hoisted(EquatableArray<Statement> statements) =>
        statements.OrderBy(statement => statement is Declare { Value: Lambda { IsLocalFunction: true } } ? 0 : 1);

    private Flow Repeat(Statement statement, Scope scope)
    {
        var outer = loop;
        loop = statement;
        var flow = statement switch
        {
            For counted => Loop(counted, new Scope(scope)),
            ForEach each => Loop(each, scope),
            _ => Loop((While)statement, scope),
        };
        loop = outer;
        return flow;
    }

    private Flow Loop(For loop, Scope scope)
    {
        var flow = Execute(loop.Before, scope);
        while (loop.Condition is null || Condition(loop.Condition, scope))
        {
            Step(loop);
            flow = Execute(loop.Body, new Scope(scope));
            if (flow is Flow.Break or Flow.Return)
                break;
            Execute(loop.AtLoopBottom, scope);
        }
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private Flow Loop(While loop, Scope scope)
    {
        var tests = loop.TestsFirst;
        while (!tests || Condition(loop.Condition, scope))
        {
            Step(loop);
            tests = true;
            var flow = Execute(loop.Body, new Scope(scope));
            if (flow == Flow.Return)
                return flow;
            if (flow == Flow.Break)
                break;
        }
        return Flow.Next;
    }

    private Flow Loop(ForEach loop, Scope scope)
    {
        // A copy, as in C# a list must not change while it is walked.
        foreach (var item in Items(Evaluate(loop.Items, scope), loop.Items).ToArray())
        {
            Step(loop);
            var inner = new Scope(scope);
            Store(loop.Target, item, inner);
            var flow = Execute(loop.Body, inner);
            if (flow == Flow.Return)
                return flow;
            if (flow == Flow.Break)
                break;
        }
        return Flow.Next;
    }

    private Flow Choose(Switch choice, Scope scope)
    {
        var inner = new Scope(scope);
        var subject = Evaluate(choice.Subject, inner);
        foreach (var section in choice.Sections)
        {
            if (section.Labels.Count > 0 && !section.Labels.Any(label => Matches(label.Pattern, subject, inner) && (label.When is null || Condition(label.When, inner))))
                continue;
            var flow = Execute(Hoisted(section.Body), inner);
            return flow == Flow.Break ? Flow.Next : flow;
        }
        return Flow.Next;
    }

    private bool Condition(Expression condition, Scope scope) => Evaluate(condition, scope) switch
    {
        bool truth => truth,
        Value => throw Error("MG0010", "This condition depends on the elements of a tensor, which are known at run time only; loops and branches need conditions that are known at build time. Use Where(…) to choose element by element.", condition.Mark),
        var other => throw Error("MG0010", $"This condition must be true or false at build time; it is {Describe(other)}.", condition.Mark),
    };
}
