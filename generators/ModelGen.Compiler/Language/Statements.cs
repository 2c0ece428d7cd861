namespace ModelGen.Compiler.Language;

public abstract record Statement : Syntax;

public sealed record Block(EquatableArray<Statement> Statements) : Statement;

public sealed record Evaluate(Expression Expression) : Statement;

/// <summary>A local variable, or a local function if the value is a <see cref="Lambda"/>.</summary>
public sealed record Declare(string Identifier, Expression? Value) : Statement;

public sealed record If(Expression Condition, Statement Then, Statement? Else) : Statement;

public sealed record For(
    EquatableArray<Statement> Before,
    Expression? Condition,
    EquatableArray<Statement> AtLoopBottom,
    Statement Body) : Statement;

/// <summary>A loop over a constant list; <paramref name="Target"/> is a new variable or a tuple of them.</summary>
public sealed record ForEach(Expression Target, Expression Items, Statement Body) : Statement;

public sealed record While(Expression Condition, Statement Body, bool TestsFirst) : Statement;

public sealed record Switch(Expression Subject, EquatableArray<SwitchSection> Sections) : Statement;

/// <summary>Sections without a label are the default and come last.</summary>
public sealed record SwitchSection(EquatableArray<SwitchLabel> Labels, EquatableArray<Statement> Body) : Syntax;

public sealed record SwitchLabel(Pattern Pattern, Expression? When) : Syntax;

public sealed record Return(Expression? Value) : Statement;

public sealed record Break : Statement;

public sealed record Continue : Statement;
