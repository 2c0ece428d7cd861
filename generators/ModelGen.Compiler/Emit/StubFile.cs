using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// The members of a model whose declaration has a mistake, with bodies that throw: so one mistake is one error, and
/// not one at every use of the model as well.
/// </summary>
public static class StubFile
{
    public static GeneratedFile Write(ModelDeclaration declaration)
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, declaration, null, (declaration.Loss is null ? " : IModel" : " : ITrainableModel") + (IsLanguageModel(declaration) ? ", ILanguageModel" : "")))
        {
            string[] declared = [.. declaration.Inputs.Select(input => input.Name)];
            var names = PublicNames.Inputs(declared);
            var inputs = string.Join(", ", declaration.Inputs.Select((input, i) => Span(input.Element, names[i])));
            string[] results = Results(declaration);
            var outputs = results.Length < 2
                ? "Span<float> output"
                : string.Join(", ", PublicNames.Outputs(results, declared).Select(name => "Span<float> " + name));
            var lengths = names.Concat(results.Length < 2 ? ["output"] : PublicNames.Outputs(results, declared))
                .Select(name => $"public const int {Names.Pascal(name)}Length = 0;");
            if (inputs.Length == 0) inputs = "ReadOnlySpan<float> input";
            code.Lines($$"""
                private const string Mistake = "The declaration of {{declaration.Name}} has a mistake: see the errors of the build.";

                {{string.Join("\n", lengths)}}

                public const int ParameterCount = 0;

                public const int TrainableParameterCount = 0;

                public const long FlopsPerSample = 0;

                public static string Summary => throw new InvalidOperationException(Mistake);

                public {{declaration.Name}}(int seed = 0) => throw new InvalidOperationException(Mistake);

                public ParameterSet Parameters => throw new InvalidOperationException(Mistake);

                public ModelInfo Info => throw new InvalidOperationException(Mistake);

                public static {{declaration.Name}} Load(string path, WeightMap? map = null) => throw new InvalidOperationException(Mistake);

                public static {{declaration.Name}} Load(System.IO.Stream stream, WeightMap? map = null) => throw new InvalidOperationException(Mistake);

                public static {{declaration.Name}} Load(ReadOnlySpan<byte> file, WeightMap? map = null) => throw new InvalidOperationException(Mistake);

                public void Save(string path) => throw new InvalidOperationException(Mistake);

                public int Threads { get => 1; set { } }

                public void Predict({{inputs}}, {{outputs}}) => throw new InvalidOperationException(Mistake);

                public void Predict({{Tensors(inputs)}}, {{Tensors(outputs)}}) => throw new InvalidOperationException(Mistake);
                """);
            if (declaration.Budget is not null)
                code.Line().Line("public const long PredictionBytes = 0;");
            if (declaration.Weights is not null)
                code.Line().Line($"public static {declaration.Name} Pretrained() => throw new InvalidOperationException(Mistake);");
            code.Line().Line("public void Predict(Batch batch, Span<float> output) => throw new InvalidOperationException(Mistake);");
            if (declaration.Limit > 0 || declaration.States.Count > 0) WriteSession(code, declaration, inputs, outputs);
            if (declaration.Loss is not null || declaration.Options.OutputGradient)
                WriteTrainer(code, declaration, inputs);
        }
        return new GeneratedFile(declaration.FullName + ".Model.g.cs", code.ToString());
    }

    // It may be one; whether the output fits is not known.
    private static bool IsLanguageModel(ModelDeclaration declaration) =>
        declaration.Inputs is [{ IsTimed: true, Element: ElementType.Index, Shape.Rank: 1 }] && Results(declaration).Length < 2;

    private static void WriteSession(CodeWriter code, ModelDeclaration declaration, string inputs, string outputs)
    {
        var isLanguageModel = IsLanguageModel(declaration);
        code.Line();
        if (declaration.Limit > 0)
            code.Lines($"""
                public const int MaxLength = 0;

                public void Predict({inputs}, {outputs}, int length) => throw new InvalidOperationException(Mistake);

                """);
        code.Line("public Session CreateSession(int samples = 1) => throw new InvalidOperationException(Mistake);").Line();
        if (isLanguageModel) code.Line("TokenSession ILanguageModel.CreateSession(int samples) => CreateSession(samples);").Line();
        using (code.Block($"public abstract class Session : {(isLanguageModel ? "TokenSession" : "ModelSession")}"))
        {
            code.Line($"private Session() : base(1, 1, 0, 0{(isLanguageModel ? ", 1, OutputKind.Logits" : "")}) => throw new InvalidOperationException(Mistake);");
            if (!isLanguageModel) code.Line().Line($"public abstract void Predict({inputs}, {outputs});");
        }
    }

    // What is remembered is no output.
    private static string[] Results(ModelDeclaration declaration) =>
        [.. declaration.OutputNames.Where(name => declaration.States.All(state => state.Name != name))];

    private static string Tensors(string spans) => (" " + spans).Replace("ReadOnlySpan", "in ReadOnlyTensorSpan").Replace(" Span", " in TensorSpan");

    private static void WriteTrainer(CodeWriter code, ModelDeclaration declaration, string inputs)
    {
        code.Line().Line("public Trainer CreateTrainer(Optimizer optimizer, int batchSize, int threads = 1) => throw new InvalidOperationException(Mistake);").Line();
        if (declaration.Loss is not null)
            code.Line("ITrainer ITrainableModel.CreateTrainer(Optimizer optimizer, int batchSize, int threads) => throw new InvalidOperationException(Mistake);").Line();
        using (code.Block($"public abstract class Trainer : {(declaration.Loss is null ? "IDisposable" : "ITrainer")}"))
        {
            if (declaration.Loss is { } loss)
            {
                var names = PublicNames.Targets([.. loss.Targets.Select(target => target.Name)], [.. declaration.Inputs.Select(input => input.Name)]);
                var targets = string.Concat(loss.Targets.Select((target, i) => ", " + Span(target.Element, names[i])));
                code.Lines($"""
                    public abstract float Step({inputs}{targets}, ReadOnlySpan<float> weights = default);

                    public abstract float Forward({inputs}{targets}, ReadOnlySpan<float> weights = default);

                    public abstract float Evaluate({inputs}{targets}, ReadOnlySpan<float> weights = default);

                    public abstract float Forward(Batch batch);

                    public abstract void Backward();

                    public abstract float Evaluate(Batch batch);

                    """);
            }
            var outputs = Results(declaration);
            if (declaration.Options.OutputGradient)
                code.Lines($"""
                    public abstract {(outputs.Length < 2 ? "ReadOnlySpan<float>" : "void")} Forward({inputs});

                    public abstract void Backward({(outputs.Length < 2 ? "ReadOnlySpan<float> outputGradient" : string.Join(", ", PublicNames.OutputGradients([.. outputs]).Select(name => "ReadOnlySpan<float> " + name)))});

                    """);
            if (outputs.Length < 2)
                code.Line("public abstract ReadOnlySpan<float> Output { get; }").Line();
            foreach (var name in outputs.Length < 2 ? [] : outputs)
                code.Line($"public abstract ReadOnlySpan<float> {Names.Pascal(name)}Output {{ get; }}").Line();
            if (declaration.Options.InputGradient)
                foreach (var input in declaration.Inputs.Where(input => input.Element == ElementType.Real))
                    code.Line($"public abstract ReadOnlySpan<float> {(declaration.Inputs.Count == 1 ? "Input" : Names.Pascal(input.Name))}Gradient {{ get; }}").Line();
            code.Lines("""
                public abstract Optimizer Optimizer { get; }

                public abstract int BatchSize { get; }

                public abstract ParameterSet Gradients { get; }

                public abstract TrainerState State { get; }

                public abstract double LossScale { get; set; }

                public abstract void Update();

                public abstract void ClearGradients();

                public abstract void Dispose();
                """);
        }
    }

    private static string Span(ElementType element, string name) =>
        $"ReadOnlySpan<{(element == ElementType.Index ? "int" : "float")}> {name}";
}
