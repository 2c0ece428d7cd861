using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

internal sealed partial class BodyBinder
{
    private Expression Bind(IOperation operation)
    {
        var bound = operation.ConstantValue.HasValue && ConstantBinder.Bind(operation.ConstantValue.Value, operation.Type) is { } constant
            ? constant
            : Convert(operation, operation.Syntax);
        return bound.Mark.IsNone ? bound with { Mark = SourceMarks.Of(operation.Syntax) } : bound;
    }

    private Expression[] BindAll(IEnumerable<IOperation> operations) => [.. operations.Select(Bind)];

    private Expression Convert(IOperation operation, SyntaxNode syntax) => operation switch
    {
        IParenthesizedOperation inner => Bind(inner.Operand),
        IConversionOperation conversion => Conversion(conversion),
        IDelegateCreationOperation creation => Bind(creation.Target),
        ILocalReferenceOperation { IsDeclaration: true } local => new NewVariable(local.Local.Name),
        ILocalReferenceOperation local => new Name(local.Local.Name),
        IParameterReferenceOperation parameter => Parameter(parameter.Parameter),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => new Name("this"),
        IFieldReferenceOperation field => Field(field),
        IPropertyReferenceOperation property => Property(property),
        IArrayElementReferenceOperation { Indices: [var position] } element => new Compiler.Language.Index(Bind(element.ArrayReference), Bind(position)),
        IImplicitIndexerReferenceOperation element => new Compiler.Language.Index(Bind(element.Instance), Bind(element.Argument)),
        IUnaryOperation unary => Unary(unary),
        IBinaryOperation binary => Binary(binary, binary.OperatorMethod, binary.OperatorKind, Bind(binary.LeftOperand), binary.RightOperand),
        ICoalesceOperation coalesce => new BinaryExpression("??", Bind(coalesce.Value), Bind(coalesce.WhenNull)),
        ICompoundAssignmentOperation { OperatorKind: var kind } compound => new Assign(Bind(compound.Target), Binary(compound, compound.OperatorMethod, kind, Bind(compound.Target), compound.Value)),
        ISimpleAssignmentOperation { IsRef: false } assignment => new Assign(Bind(assignment.Target), Bind(assignment.Value)),
        IDeconstructionAssignmentOperation assignment => new Assign(Bind(assignment.Target), Bind(assignment.Value)),
        IDeclarationExpressionOperation declaration => Declared(declaration.Expression),
        IDiscardOperation => new Discard(),
        IIncrementOrDecrementOperation { OperatorMethod: null } step => new Increment(Bind(step.Target), step.Kind == OperationKind.Increment ? 1 : -1, step.IsPostfix),
        ITupleOperation tuple => new TupleValue(BindAll(tuple.Elements)),
        IConditionalOperation { WhenFalse: { } otherwise } choice => new Conditional(Condition(choice.Condition), Bind(choice.WhenTrue), Bind(otherwise)),
        ISwitchExpressionOperation choice => new SwitchValue(Bind(choice.Value), choice.Arms.Select(Arm).ToArray()),
        IIsPatternOperation match => new IsMatch(Bind(match.Value), BindPattern(match.Pattern)),
        IInterpolatedStringOperation text => new Interpolation(text.Parts.Select(Part).ToArray()),
        IArrayCreationOperation array => Array(array),
        ICollectionExpressionOperation collection => new ArrayValue(BindAll(collection.Elements)),
        ISpreadOperation spread => new Spread(Bind(spread.Operand)),
        IRangeOperation range => new RangeValue(range.LeftOperand is null ? null : Bind(range.LeftOperand), range.RightOperand is null ? null : Bind(range.RightOperand)),
        IAnonymousFunctionOperation lambda => Function(lambda.Symbol, BindStatement(lambda.Body), isLocalFunction: false),
        IMethodReferenceOperation method => Reference(method),
        IInvocationOperation call => Call(call),
        IObjectCreationOperation creation => Creation(creation),
        IWithOperation with => new WithProperties(Bind(with.Operand), Initializers(with.Initializer)),
        IThrowOperation { Exception: { } exception } => Thrown(exception),
        IDefaultValueOperation { Type: { } type } when type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T => new Literal(null),
        IInvalidOperation => Invalid(),
        _ when operation.Type is IErrorTypeSymbol => Invalid(),
        _ => Refuse("MG0008", $"{Constructs.Describe(operation)} cannot be evaluated at build time.", syntax),
    };

    private Expression Invalid()
    {
        IsBroken = true;
        return new Literal(null);
    }

    private Expression Declared(IOperation expression) => expression is ILocalReferenceOperation local
        ? new NewVariable(local.Local.Name)
        : Bind(expression);

    /// <summary>Parameters of a record's own declaration are seen by its members as properties.</summary>
    private Expression Parameter(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !IsInitializer
            ? new Member(new Name("this"), parameter.Name)
            : new Name(parameter.Name);

    private Expression Conversion(IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is { ContainingType.Name: not "Index" } method)
            return Apply(method, [conversion.Operand], conversion);
        var operand = Bind(conversion.Operand);
        var (from, to) = (Underlying(conversion.Operand.Type), Underlying(conversion.Type));
        if (from is null || to is null)
            return operand;
        if (to.SpecialType is SpecialType.System_Single)
            return from.SpecialType is SpecialType.System_Single ? operand : new ConvertTo("float", operand);
        if (to.SpecialType is SpecialType.System_Double)
            return from.SpecialType is SpecialType.System_Single or SpecialType.System_Double ? operand : new ConvertTo("double", operand);
        var isInteger = to.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
        return isInteger && (from.TypeKind == TypeKind.Enum || from.SpecialType is SpecialType.System_Single or SpecialType.System_Double)
            ? new ConvertTo("int", operand)
            : operand;
    }

    private static ITypeSymbol? Underlying(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private Expression Unary(IUnaryOperation unary)
    {
        if (unary.OperatorMethod is { } method)
            return Apply(method, [unary.Operand], unary);
        var operand = Bind(unary.Operand);
        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Hat => new FromEnd(operand),
            UnaryOperatorKind.Minus => new UnaryExpression("-", operand),
            UnaryOperatorKind.Plus => new UnaryExpression("+", operand),
            UnaryOperatorKind.Not => new UnaryExpression("!", operand),
            UnaryOperatorKind.BitwiseNegation => new UnaryExpression("~", operand),
            _ => Refuse("MG0008", "This operator cannot be evaluated at build time.", unary.Syntax),
        };
    }

    private Expression Binary(IOperation whole, IMethodSymbol? method, BinaryOperatorKind kind, Expression left, IOperation right)
    {
        if (method is { Parameters: [var first, var second] } && !IsBuiltIn(method))
            return Apply(method, [new Argument(first.Name, left), new Argument(second.Name, Bind(right))], whole);
        var token = Token(kind);
        return token.Length > 0
            ? new BinaryExpression(token, left, Bind(right))
            : Refuse("MG0008", "This operator cannot be evaluated at build time.", whole.Syntax);
    }

    /// <summary>Operators that compare what the evaluator compares by itself: text and records.</summary>
    private static bool IsBuiltIn(IMethodSymbol method) =>
        method.ContainingType.SpecialType == SpecialType.System_String
        || method.IsImplicitlyDeclared && method.Name is "op_Equality" or "op_Inequality";

    private static string Token(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "+",
        BinaryOperatorKind.Subtract => "-",
        BinaryOperatorKind.Multiply => "*",
        BinaryOperatorKind.Divide => "/",
        BinaryOperatorKind.Remainder => "%",
        BinaryOperatorKind.Equals => "==",
        BinaryOperatorKind.NotEquals => "!=",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        BinaryOperatorKind.And => "&",
        BinaryOperatorKind.Or => "|",
        BinaryOperatorKind.ExclusiveOr => "^",
        BinaryOperatorKind.ConditionalAnd => "&&",
        BinaryOperatorKind.ConditionalOr => "||",
        BinaryOperatorKind.LeftShift => "<<",
        BinaryOperatorKind.RightShift => ">>",
        _ => "",
    };

    private SwitchArm Arm(ISwitchExpressionArmOperation arm) =>
        new(BindPattern(arm.Pattern), arm.Guard is null ? null : Condition(arm.Guard), Bind(arm.Value)) { Mark = SourceMarks.Of(arm.Syntax) };

    private Expression Part(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolatedStringTextOperation text => Bind(text.Text),
        IInterpolationOperation hole when hole.Alignment is not null || hole.FormatString is not null => new Formatted(
            Bind(hole.Expression),
            hole.Alignment?.ConstantValue.Value as int? ?? 0,
            hole.FormatString?.ConstantValue.Value as string ?? (hole.FormatString as ILiteralOperation)?.Syntax.ToString().TrimStart(':')),
        IInterpolationOperation hole => Bind(hole.Expression),
        _ => Refuse("MG0008", "This part of the text cannot be evaluated at build time.", part.Syntax),
    };

    private Expression Array(IArrayCreationOperation array)
    {
        if (array.DimensionSizes.Length != 1)
            return Refuse("MG0008", "An array of several dimensions cannot be evaluated at build time.", array.Syntax);
        if (array.Initializer is { } initializer)
            return new ArrayValue(BindAll(initializer.ElementValues));
        var element = (array.Type as IArrayTypeSymbol)?.ElementType.SpecialType;
        var zero = element is SpecialType.System_Single or SpecialType.System_Double ? 0.0
            : element is SpecialType.System_Boolean ? false
            : element is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 ? (object)0 : null;
        return new NewArray(Bind(array.DimensionSizes[0]), new Literal(zero));
    }
}
