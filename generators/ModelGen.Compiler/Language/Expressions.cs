namespace ModelGen.Compiler.Language;

public abstract record Expression : Syntax;

/// <summary>An int, double, bool, string or null.</summary>
public sealed record Literal(object? Value) : Expression;

public sealed record EnumMember(string Type, string Member, int Number) : Expression;

/// <summary>A parameter, local variable or local function.</summary>
public sealed record Name(string Identifier) : Expression;

/// <summary>A new variable where one is assigned, as in <c>var (a, b) = …</c>.</summary>
public sealed record NewVariable(string Identifier) : Expression;

/// <summary>The target <c>_</c>.</summary>
public sealed record Discard : Expression;

public sealed record Assign(Expression Target, Expression Value) : Expression;

/// <summary><c>i++</c> and its like; <paramref name="Step"/> is 1 or −1.</summary>
public sealed record Increment(Expression Target, int Step, bool ReturnsOld) : Expression;

/// <summary>Operators by their C# token.</summary>
public sealed record UnaryExpression(string Operator, Expression Operand) : Expression;

/// <summary>Operators by their C# token, on numbers, text, truth values and tensors.</summary>
public sealed record BinaryExpression(string Operator, Expression Left, Expression Right) : Expression;

public sealed record Conditional(Expression Condition, Expression WhenTrue, Expression WhenFalse) : Expression;

public sealed record SwitchValue(Expression Subject, EquatableArray<SwitchArm> Arms) : Expression;

public sealed record SwitchArm(Pattern Pattern, Expression? When, Expression Value) : Syntax;

public sealed record IsMatch(Expression Subject, Pattern Pattern) : Expression;

/// <summary>Parts joined to a string; numbers in invariant culture.</summary>
public sealed record Interpolation(EquatableArray<Expression> Parts) : Expression;

/// <summary>One hole of an interpolated string.</summary>
public sealed record Formatted(Expression Value, int Alignment, string? Format) : Expression;

/// <summary>A numeric conversion: to <c>int</c>, <c>double</c> or <c>Tensor</c>.</summary>
public sealed record ConvertTo(string Type, Expression Operand) : Expression;

/// <summary>A call of a <see cref="Function"/>.</summary>
public sealed record CallFunction(string Id, EquatableArray<Argument> Arguments) : Expression;

/// <summary>A call of a primitive operator.</summary>
/// <param name="Operator">As the registry knows it.</param>
/// <param name="Method">As the user wrote it.</param>
/// <param name="Layer">The kind of layer that the summary lists it as, or null.</param>
/// <param name="Arguments">Bound by name.</param>
public sealed record CallPrimitive(string Operator, string Method, string? Layer, EquatableArray<Argument> Arguments)
    : Expression;

/// <summary>A call that the evaluator itself knows, such as <c>Tensor.Parameter</c> or <c>Math.Sqrt</c>.</summary>
public sealed record CallIntrinsic(string Intrinsic, EquatableArray<Argument> Arguments) : Expression;

public sealed record TupleValue(EquatableArray<Expression> Items) : Expression;

/// <summary>An array, list or collection expression.</summary>
public sealed record ArrayValue(EquatableArray<Expression> Items) : Expression;

/// <summary><c>new T[n]</c>, filled with <paramref name="Item"/>.</summary>
public sealed record NewArray(Expression Length, Expression Item) : Expression;

/// <summary><c>.. items</c> in a collection expression.</summary>
public sealed record Spread(Expression Items) : Expression;

public sealed record Index(Expression Target, Expression Position) : Expression;

/// <summary><c>^1</c>.</summary>
public sealed record FromEnd(Expression Position) : Expression;

/// <summary><c>a..b</c>; an absent end is the start or the end.</summary>
public sealed record RangeValue(Expression? From, Expression? To) : Expression;

/// <summary>A property or field of a tensor, array, string, tuple or record.</summary>
public sealed record Member(Expression Target, string Property) : Expression;

/// <summary>A lambda, local function or method group.</summary>
public sealed record Lambda(EquatableArray<string> Parameters, Statement Body, bool IsLocalFunction) : Expression;

/// <summary>A method used as a value.</summary>
public sealed record FunctionReference(string Id) : Expression;

/// <summary>The call of a delegate or local function; arguments by position.</summary>
public sealed record Invoke(Expression Target, EquatableArray<Expression> Arguments) : Expression;

/// <summary>A new record of constants, with its properties in order.</summary>
public sealed record NewRecord(string Type, EquatableArray<Argument> Properties) : Expression;

/// <summary><c>value with { … }</c>, and object initialisers.</summary>
public sealed record WithProperties(Expression Value, EquatableArray<Argument> Properties) : Expression;

/// <summary><c>throw new …(message)</c>: a layer refuses its arguments.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Parameter">The parameter that is at fault, or null.</param>
public sealed record Throw(Expression Message, Expression? Parameter) : Expression;

public abstract record Pattern : Syntax;

public sealed record ConstantPattern(Expression Value) : Pattern;

/// <summary>Such as <c>&gt; 3</c>.</summary>
public sealed record RelationalPattern(string Operator, Expression Value) : Pattern;

/// <summary>Joined by <c>and</c> or <c>or</c>.</summary>
public sealed record BinaryPattern(string Operator, Pattern Left, Pattern Right) : Pattern;

public sealed record NotPattern(Pattern Operand) : Pattern;

/// <summary>Matches everything; a name binds the value.</summary>
public sealed record AnyPattern(string? Identifier, bool RejectsNull) : Pattern;

/// <summary>Patterns for the items of a tuple.</summary>
public sealed record TuplePattern(EquatableArray<Pattern> Items) : Pattern;
