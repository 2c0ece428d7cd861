namespace ModelGen.Compiler;

/// <summary>The table of contents of the compiler: every stage, in order.</summary>
public static class Pipeline
{
}
