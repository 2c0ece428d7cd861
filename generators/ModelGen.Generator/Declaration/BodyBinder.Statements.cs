using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

internal sealed partial class BodyBinder
{
    private Statement BindStatement(IOperation operation) => Convert(operation) with { Mark = SourceMarks.Of(operation.Syntax) };

    private Statement[] Statements(IEnumerable<IOperation> operations) => [.. operations.SelectMany(Flatten)];

    /// <summary>One declaration of several variables is several statements of the same block.</summary>
    private IEnumerable<Statement> Flatten(IOperation operation) => operation is IVariableDeclarationGroupOperation group
        ? group.Declarations.SelectMany(declaration => declaration.Declarators).Select(Declarator)
        : [BindStatement(operation)];

    private Statement Convert(IOperation operation)
    {
        switch (operation)
        {
            case IBlockOperation block:
                return new Block(Statements(block.Operations));
            case IVariableDeclarationGroupOperation group:
                return new Block(Statements([group]));
            case IExpressionStatementOperation { Operation: IThrowOperation thrown }:
                return new Evaluate(Bind(thrown));
            case IExpressionStatementOperation expression:
                return new Evaluate(Bind(expression.Operation));
            case IThrowOperation thrown:
                return new Evaluate(Bind(thrown));
            case IReturnOperation { Kind: OperationKind.Return } result:
                return new Return(result.ReturnedValue is null ? null : Bind(result.ReturnedValue));
            case IConditionalOperation branch:
                return new If(Condition(branch.Condition), BindStatement(branch.WhenTrue), branch.WhenFalse is null ? null : BindStatement(branch.WhenFalse));
            case IForLoopOperation loop:
                return new For(Statements(loop.Before), loop.Condition is null ? null : Condition(loop.Condition), Statements(loop.AtLoopBottom), BindStatement(loop.Body));
            case IForEachLoopOperation { IsAsynchronous: false } loop:
                return new ForEach(LoopVariable(loop.LoopControlVariable), Condition(loop.Collection), BindStatement(loop.Body));
            case IWhileLoopOperation { Condition: { } condition } loop:
                return new While(Condition(condition), BindStatement(loop.Body), loop.ConditionIsTop);
            case ISwitchOperation choice:
                return new Switch(Condition(choice.Value), choice.Cases.Select(Section).OrderBy(section => section.Labels.Count == 0 ? 1 : 0).ToArray());
            case IBranchOperation { BranchKind: BranchKind.Break }:
                return new Break();
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                return new Continue();
            case ILocalFunctionOperation { Body: { } body } function:
                return new Declare(function.Symbol.Name, Function(function.Symbol, BindStatement(body), isLocalFunction: true));
            case IEmptyOperation:
                return new Block([]);
            case IInvalidOperation:
                return Broken();
            default:
                return Unsupported(operation);
        }
    }

    private Statement Declarator(IVariableDeclaratorOperation declarator)
    {
        var initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
        return new Declare(declarator.Symbol.Name, initializer is null ? null : Bind(initializer.Value)) { Mark = SourceMarks.Of(declarator.Syntax) };
    }

    private Expression LoopVariable(IOperation variable) => variable switch
    {
        IVariableDeclaratorOperation declarator => new NewVariable(declarator.Symbol.Name) { Mark = SourceMarks.Of(variable.Syntax) },
        _ => Bind(variable),
    };

    /// <summary>A default label makes the labels beside it needless.</summary>
    private SwitchSection Section(ISwitchCaseOperation section) => new(
        section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation) ? [] : section.Clauses.Select(Label).ToArray(),
        Statements(section.Body))
    {
        Mark = SourceMarks.Of(section.Syntax),
    };

    private SwitchLabel Label(ICaseClauseOperation clause) => clause switch
    {
        IPatternCaseClauseOperation pattern => new SwitchLabel(BindPattern(pattern.Pattern), pattern.Guard is null ? null : Condition(pattern.Guard)),
        ISingleValueCaseClauseOperation single => new SwitchLabel(new ConstantPattern(Bind(single.Value)), null),
        _ => new SwitchLabel(new ConstantPattern(Refuse("MG0008", "This label cannot be evaluated at build time.", clause.Syntax)), null),
    };

    private Lambda Function(IMethodSymbol symbol, Statement body, bool isLocalFunction) =>
        new(symbol.Parameters.Select(parameter => parameter.Name).ToArray(), body, isLocalFunction);

    private Pattern BindPattern(IPatternOperation pattern) => Convert(pattern) with { Mark = SourceMarks.Of(pattern.Syntax) };

    private Pattern Convert(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => new ConstantPattern(Bind(constant.Value)),
        IRelationalPatternOperation relation => new RelationalPattern(Token(relation.OperatorKind), Bind(relation.Value)),
        IBinaryPatternOperation both => new BinaryPattern(both.OperatorKind == BinaryOperatorKind.And ? "and" : "or", BindPattern(both.LeftPattern), BindPattern(both.RightPattern)),
        INegatedPatternOperation not => new NotPattern(BindPattern(not.Pattern)),
        IDiscardPatternOperation => new AnyPattern(null, RejectsNull: false),
        IDeclarationPatternOperation variable when variable.MatchesNull || variable.MatchedType is not null => new AnyPattern(variable.DeclaredSymbol?.Name, !variable.MatchesNull),
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } any => new AnyPattern(any.DeclaredSymbol?.Name, RejectsNull: true),
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeclaredSymbol: null } tuple => new TuplePattern(tuple.DeconstructionSubpatterns.Select(BindPattern).ToArray()),
        _ => new ConstantPattern(Refuse("MG0008", $"{Constructs.Describe(pattern)} cannot be evaluated at build time.", pattern.Syntax)),
    };
}
