using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Diagnostics;

/// <summary>Every diagnostic, with its page in the repository. The message itself is made where the mistake is found.</summary>
internal static class Descriptors
{
    private const string Category = "ModelGen";
    private const string Pages = "https://github.com/modelgen/modelgen/blob/main/docs/diagnostics/";

    private static readonly DiagnosticDescriptor NotPartial = new("MG0001", "A model class must be partial", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0001.md");

    private static readonly DiagnosticDescriptor NotExtensible = new("MG0002", "A model class must not be generic, nor lie in a type that is not partial", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0002.md");

    private static readonly DiagnosticDescriptor SpreadLayers = new("MG0003", "The layers of a model must stand on one declaration", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0003.md");

    private static readonly DiagnosticDescriptor NoInput = new("MG0004", "A model needs an input", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0004.md");

    private static readonly DiagnosticDescriptor NoLayers = new("MG0005", "A model needs layers or a Forward method", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0005.md");

    private static readonly DiagnosticDescriptor BothForms = new("MG0006", "A model has either layer attributes or a Forward method", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0006.md");

    private static readonly DiagnosticDescriptor BadAttributeArgument = new("MG0007", "An attribute's argument is out of its range", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0007.md");

    private static readonly DiagnosticDescriptor UnsupportedConstruct = new("MG0008", "This C# cannot be evaluated at build time", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0008.md");

    private static readonly DiagnosticDescriptor Recursion = new("MG0009", "A layer calls itself", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0009.md");

    private static readonly DiagnosticDescriptor NotConstant = new("MG0010", "A loop or branch needs a condition that is known at build time", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0010.md");

    private static readonly DiagnosticDescriptor DuplicateName = new("MG0011", "A name is taken already", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0011.md");

    private static readonly DiagnosticDescriptor LossMisfit = new("MG0012", "The loss does not fit the output", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0012.md");

    private static readonly DiagnosticDescriptor NoGradient = new("MG0013", "An operator without a gradient is used in training", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0013.md");

    private static readonly DiagnosticDescriptor TooLong = new("MG0014", "The declaration takes too long to evaluate", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0014.md");

    private static readonly DiagnosticDescriptor Limit = new("MG0015", "The model is beyond what this version can compile", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0015.md");

    private static readonly DiagnosticDescriptor Package = new("MG0016", "A model for the GPU needs the package ModelGen.Gpu", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0016.md");

    private static readonly DiagnosticDescriptor WrongRank = new("MG0101", "A tensor has the wrong number of axes", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0101.md");

    private static readonly DiagnosticDescriptor ShapeMismatch = new("MG0102", "Shapes or element types do not fit each other", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0102.md");

    private static readonly DiagnosticDescriptor WindowTooLarge = new("MG0103", "A window is larger than its input", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0103.md");

    private static readonly DiagnosticDescriptor BroadcastFailure = new("MG0104", "Shapes cannot be broadcast together", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0104.md");

    private static readonly DiagnosticDescriptor UnknownArgument = new("MG0105", "An argument is not known at build time, or out of its range", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0105.md");

    private static readonly DiagnosticDescriptor MixedPositions = new("MG0106", "Positions of a time axis of any length are mixed", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0106.md");

    private static readonly DiagnosticDescriptor StateNotReturned = new("MG0107", "The next value of a state is not returned", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0107.md");

    private static readonly DiagnosticDescriptor SquaredSoftmax = new("MG0201", "A squared loss of a softmax learns slowly", "{0}", Category, DiagnosticSeverity.Warning, true, helpLinkUri: Pages + "MG0201.md");

    private static readonly DiagnosticDescriptor UselessBias = new("MG0202", "A bias before batch normalisation has no effect", "{0}", Category, DiagnosticSeverity.Warning, true, helpLinkUri: Pages + "MG0202.md");

    private static readonly DiagnosticDescriptor Unused = new("MG0203", "A parameter or layer never reaches the output", "{0}", Category, DiagnosticSeverity.Warning, true, helpLinkUri: Pages + "MG0203.md");

    private static readonly DiagnosticDescriptor NoWeights = new("MG0301", "The weights of a model are missing or damaged", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0301.md");

    private static readonly DiagnosticDescriptor WeightMisfit = new("MG0302", "The weights of a model do not fit it", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0302.md");

    private static readonly DiagnosticDescriptor StaleWeights = new("MG0303", "The weights were saved by another model", "{0}", Category, DiagnosticSeverity.Warning, true, helpLinkUri: Pages + "MG0303.md");

    private static readonly DiagnosticDescriptor OverBudget = new("MG0304", "The model needs more memory than its budget", "{0}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Pages + "MG0304.md");

    private static readonly Dictionary<string, DiagnosticDescriptor> All = new[]
    {
        NotPartial, NotExtensible, SpreadLayers, NoInput, NoLayers, BothForms, BadAttributeArgument, UnsupportedConstruct,
        Recursion, NotConstant, DuplicateName, LossMisfit, NoGradient, TooLong, Limit, Package, WrongRank,
        ShapeMismatch, WindowTooLarge, BroadcastFailure, UnknownArgument, MixedPositions, StateNotReturned, SquaredSoftmax, UselessBias, Unused,
        NoWeights, WeightMisfit, StaleWeights, OverBudget,
    }.ToDictionary(descriptor => descriptor.Id);

    /// <summary>An id that no page explains is a limit of this version.</summary>
    public static DiagnosticDescriptor Of(string id) => All.TryGetValue(id, out var descriptor) ? descriptor : Limit;
}
