using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>Turns the operations of one C# body into the declaration language, and says where that cannot be done.</summary>
internal sealed partial class BodyBinder(FunctionBinder functions)
{
    private readonly List<ModelDiagnostic> diagnostics = [];

    /// <summary>Above 0 inside the conditions and bounds of loops and branches.</summary>
    private int conditions;

    public IReadOnlyList<ModelDiagnostic> Diagnostics => diagnostics;

    /// <summary>Whether the C# is wrong, which the C# compiler reports.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the parameters of a record's declaration are parameters here.</summary>
    private bool IsInitializer { get; set; }

    private KnownSymbols Known => functions.Known;

    public Statement Body(IOperation? operation) => operation switch
    {
        IMethodBodyOperation method => Body((IOperation?)method.BlockBody ?? method.ExpressionBody),
        IBlockOperation block => BindStatement(block),
        null => Broken(),
        _ => Unsupported(operation),
    };

    /// <summary>The value of a constant or property as a function without parameters.</summary>
    public Statement Initializer(SyntaxNode declaration, SemanticModel semantics, CancellationToken cancellation)
    {
        var clause = declaration switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        return clause is not null && semantics.GetOperation(clause, cancellation) is ISymbolInitializerOperation initializer
            ? new Return(Bind(initializer.Value)) { Mark = SourceMarks.Of(clause.Value) }
            : Broken();
    }

    /// <summary>The initial value of a record's property, seen from its constructor.</summary>
    public Expression Initial(IOperation value)
    {
        IsInitializer = true;
        return Bind(value);
    }

    public Statement Refused(string id, string message, SyntaxNode syntax) => new Evaluate(Refuse(id, message, syntax));

    private Statement Broken()
    {
        IsBroken = true;
        return new Block([]);
    }

    private Statement Unsupported(IOperation operation)
    {
        Report("MG0008", $"{Constructs.Describe(operation)} cannot be evaluated at build time.", operation.Syntax);
        return new Block([]);
    }

    private Expression Refuse(string id, string message, SyntaxNode syntax)
    {
        Report(id, message, syntax);
        return new Literal(null) { Mark = SourceMarks.Of(syntax) };
    }

    private void Report(string id, string message, SyntaxNode syntax) =>
        diagnostics.Add(new ModelDiagnostic(id, message, SourceMarks.Of(syntax)));

    /// <summary>Binds what decides a loop or branch: there, what is not known at build time is MG0010.</summary>
    private Expression Condition(IOperation operation)
    {
        conditions++;
        var bound = Bind(operation);
        conditions--;
        return bound;
    }

    private Expression NotKnown(string what, SyntaxNode syntax) => conditions > 0
        ? Refuse("MG0010", $"{what} is not known at build time, and this loop or branch depends on it.", syntax)
        : Refuse("MG0105", $"{what} is not known at build time. Constants, static readonly fields and shapes are.", syntax);
}
