namespace ModelGen.Compiler.Emit;

/// <summary>y = f(x₁, x₂, …), a thread for each element, with operands broadcast by NumPy's rules.</summary>
public sealed class GpuElementwiseKernel : GpuKernel
{
    private readonly Node node;
    private readonly Scalar expression;
    private readonly LoopNest nest;

    public GpuElementwiseKernel(Node node)
    {
        this.node = node;
        Inputs = [.. node.Inputs.Distinct()];
        expression = ((Elementwise)node.Operator).Expression
            .Substitute(argument => new Scalar.Argument(Position(node.Inputs[argument])));
        nest = LoopNest.Broadcast(node.Output.Type, Inputs.Select(input => input.Type));
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Elementwise ? new GpuSelected(new GpuElementwiseKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var maths = MathExpression.Render(expression, argument => names.Inputs[argument]);
        if (maths.Length > 80) maths = MathExpression.RenderShared(expression, argument => names.Inputs[argument], names.Inputs);
        KernelText.Comment(code, $"{names.Outputs[0]} {Assign} {maths}", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            var index = locals.Take("i");
            GpuText.Thread(code, index, node.Output.Shape.Length, node.Output.IsBatched);
            var loops = new GpuLoops(nest.Loops, locals);
            loops.TakeApart(code, index);
            // What is read twice is read into a local.
            var elements = new string[Inputs.Count];
            for (var i = 0; i < elements.Length; i++)
            {
                elements[i] = $"{names.Inputs[i]}[{loops.Offset(i)}]";
                if (Uses(expression, i) < 2) continue;
                var element = locals.Take(names.Inputs[i] + "I");
                code.Line($"var {element} = {elements[i]};");
                elements[i] = element;
            }
            var value = GpuExpression.RenderShared(code, expression, argument => elements[argument], locals.Taken);
            code.Line($"{names.Outputs[0]}[{loops.Offset(Inputs.Count)}] {Assign} {value};");
        }
    }

    private static int Uses(Scalar expression, int argument) => expression switch
    {
        Scalar.Argument(var index) => index == argument ? 1 : 0,
        Scalar.Apply apply => apply.Arguments.Sum(item => Uses(item, argument)),
        _ => 0,
    };

    private int Position(Value input)
    {
        for (var i = 0; ; i++)
            if (Inputs[i] == input) return i;
    }
}
