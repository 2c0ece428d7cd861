namespace ModelGen.Compiler.Language;

/// <summary>
/// A declared model, free of Roslyn: what the generator's cache compares and all that the compiler sees.
/// </summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="ContainingTypes">The headers of enclosing types, outermost first: <c>public partial class Zoo</c>.</param>
/// <param name="Name">The class.</param>
/// <param name="Header">Its own header without attributes and base types: <c>public sealed partial class Net</c>.</param>
/// <param name="Options">The settings of <c>[Model]</c>.</param>
/// <param name="Inputs">The inputs in order.</param>
/// <param name="Program">The functions it is evaluated from; empty when the declaration has errors.</param>
/// <param name="Entry">The id of the function from inputs to outputs.</param>
/// <param name="OutputNames">The names of a tuple's items, or empty.</param>
/// <param name="Loss">What it is trained by, or null for a model that only predicts.</param>
/// <param name="Diagnostics">What the binder found; with an error among them the model is not evaluated.</param>
public sealed record ModelDeclaration(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Name,
    string Header,
    ModelOptions Options,
    EquatableArray<InputDeclaration> Inputs,
    Program Program,
    string Entry,
    EquatableArray<string> OutputNames,
    LossDeclaration? Loss,
    EquatableArray<ModelDiagnostic> Diagnostics) : Syntax
{
    /// <summary>The states, in the order of the parameters.</summary>
    public EquatableArray<StateDeclaration> States { get; init; }

    /// <summary>The weights it carries; null for none.</summary>
    public WeightsDeclaration? Weights { get; init; }

    /// <summary>What it may take of memory; null for any amount.</summary>
    public BudgetDeclaration? Budget { get; init; }

    /// <summary>The most positions along the time axis; 0 where no input has one whose length is known at run time only.</summary>
    public int Limit => Inputs.Where(input => input.IsTimed).Select(input => input.Shape[0]).FirstOrDefault();

    /// <summary>The names of the enclosing types, outermost first.</summary>
    public EquatableArray<string> ContainingNames { get; init; }

    /// <summary>The start of the ids of functions that layer attributes are turned into.</summary>
    public const string StackEntry = "stack:";

    /// <summary>Unique in the compilation: namespace, enclosing types and class, joined by dots.</summary>
    public string FullName =>
        string.Join(".", new[] { Namespace }.Concat(ContainingNames).Append(Name).Where(part => part.Length > 0));

    public bool HasErrors => IsBroken || Diagnostics.Any(diagnostic => !diagnostic.IsHint);

    /// <summary>Whether the C# compiler finds errors in it, so that nothing more need be said.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Whether members can be added to it; false for classes that are not partial or are generic.</summary>
    public bool IsPartial { get; init; } = true;

    /// <summary>Whether the declaration is the attributes of the class, rather than a <c>Forward</c> method.</summary>
    public bool IsStack { get; init; }

    /// <summary>The settings of the declaration as the user wrote them, for the doc comment of the generated class.</summary>
    public EquatableArray<string> SourceLines { get; init; }
}

/// <summary>The settings of <c>[Model]</c>, enum members by name.</summary>
public sealed record ModelOptions(
    string Targets = "Cpu", string Unroll = "Auto", string Precision = "Standard", bool OutputGradient = false, bool InputGradient = false,
    bool Frozen = false, bool Describe = false);

/// <param name="Name">The name in the generated surface, such as <c>tokens</c>.</param>
/// <param name="Shape">Without the batch axis.</param>
/// <param name="Element">Reals or indices.</param>
/// <param name="Vocabulary">How many values an index has, where it was said.</param>
public sealed record InputDeclaration(string Name, Shape Shape, ElementType Element, int? Vocabulary = null) : Syntax
{
    /// <summary>Whether the first axis is time, of any length up to the extent at run time.</summary>
    public bool IsTimed { get; init; }
}

/// <summary>A model's <c>[Budget]</c>.</summary>
/// <param name="Ram">The most bytes that weights and a prediction may take.</param>
public sealed record BudgetDeclaration(long Ram) : Syntax;

/// <summary>A model's <c>[Weights]</c>.</summary>
/// <param name="Path">The file, relative to the project.</param>
public sealed record WeightsDeclaration(string Path) : Syntax;

/// <summary>What a session remembers between calls.</summary>
/// <param name="Name">The parameter, and the item of the result that is its next value.</param>
/// <param name="Shape">Without the batch axis.</param>
/// <param name="Parameter">Its place among the parameters of <c>Forward</c>.</param>
public sealed record StateDeclaration(string Name, Shape Shape, int Parameter) : Syntax;

/// <param name="Name">Such as <c>SparseCategoricalCrossEntropy</c>, or the method's name.</param>
/// <param name="Function">The function from outputs and targets to the loss of each sample or position.</param>
/// <param name="Targets">What it compares with, in the order of the parameters after the outputs.</param>
/// <param name="Settings">Further arguments, such as the label smoothing.</param>
public sealed record LossDeclaration(
    string Name,
    string Function,
    EquatableArray<TargetDeclaration> Targets,
    EquatableArray<Argument> Settings) : Syntax;

/// <param name="Name">The parameter.</param>
/// <param name="Element">Reals or indices.</param>
/// <param name="Shape">
/// Null for the shape that goes with the output: the same for reals, without the last axis (the classes) for indices.
/// </param>
public sealed record TargetDeclaration(string Name, ElementType Element, Shape? Shape) : Syntax;
