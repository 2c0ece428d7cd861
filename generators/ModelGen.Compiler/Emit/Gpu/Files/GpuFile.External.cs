namespace ModelGen.Compiler.Emit;

// What a trainer has for a loss outside of the model.
public sealed partial class GpuFile
{
    private static void WriteExternalMembers(CodeWriter code, GpuPlan plan)
    {
        var inputs = Signature.Inputs(plan.Graph);
        var gradients = Signature.OutputGradients(plan.Graph);
        var hasOneOutput = gradients.Count == 1;
        code.Lines($"""
            /// <summary>
            /// Predicts a batch in training mode{(hasOneOutput ? "; the result stands until the next <c>Forward</c>" : "")}. Keeps what
            /// <c>Backward({string.Join(", ", gradients.Select(column => column.Name))})</c> needs.
            /// </summary>
            """);
        using (code.Block($"public {(hasOneOutput ? "ReadOnlySpan<float>" : "void")} Forward({Spans(inputs)})"))
        {
            WriteInputs(code, plan, inputs);
            code.Line("RunOutputs();");
            if (hasOneOutput) code.Line("return Output;");
        }
        code.Line();
        code.Lines("""
            /// <summary>
            /// Adds to the gradient what follows from the derivatives of a loss outside of the model with respect to every
            /// output of the last <c>Forward</c> without a target.
            /// </summary>
            /// <exception cref="ArgumentException">A span has not as many values as the outputs.</exception>
            /// <exception cref="InvalidOperationException">There was no such <c>Forward</c> since the last <c>Backward</c>.</exception>
            """);
        using (code.Block($"public void Backward({Spans(gradients)})"))
        {
            code.Line("BeginBackward(GradientOrigin.Output);");
            foreach (var gradient in gradients)
                code.Line($"SendGradient({gradient.Name}, {plan[gradient.Value].Offset}, {gradient.Length}, nameof({gradient.Name}));");
            code.Line("RunOutputGradient();");
        }
        code.Line();
    }

    private void WriteExternalRecords(CodeWriter code, GpuPlan plan)
    {
        if (training is not null) code.Line();
        code.Line("/// <inheritdoc/>");
        using (code.Block("protected override void RecordOutputs(GpuCommands commands, int n)"))
            WriteLaunches(code, plan, plan.Kernels.Take(plan.ForwardCount));
        code.Line();
        code.Line("/// <inheritdoc/>");
        using (code.Block("protected override void RecordOutputGradient(GpuCommands commands, int n)"))
            WriteLaunches(code, plan, plan.Kernels.Skip(plan.ForwardCount));
    }
}
