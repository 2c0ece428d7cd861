using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Tests.Language;

/// <summary>The text form reads back as what was written.</summary>
public class ProgramTextTests
{
    private static readonly Function Sample = new("M:Lib.F(System.Int32)", "F", "conv", new[] { "x", "name" }, new Block(new Statement[]
    {
        new Declare("n", new BinaryExpression("+", new Literal(-3), new Literal(0.1))),
        new If(new Literal(true), new Return(new Name("x")), null),
        new Evaluate(new CallFunction("M:G", new[] { new Argument("text", new Literal("a \"quoted\" \\ line\nbreak ünïcode")) })),
        new Return(new TupleValue(new Expression[] { new EnumMember("Activation", "Relu", 1), new Literal(null), new Literal(1e300) })),
    }));

    [Fact]
    public void ReadsBack()
    {
        var text = ProgramText.Write(Sample);
        Assert.Equal(Sample, ProgramText.Read(text));
        Assert.Equal(text, ProgramText.Write(ProgramText.Read(text)));
    }

    [Fact]
    public void MarksAreLeftOut() => Assert.Equal(ProgramText.Write(Sample), ProgramText.Write(Sample with { Mark = new Mark(1, 2, 3) }));

    [Fact]
    public void EveryTruncationIsOneClearException()
    {
        var text = ProgramText.Write(Sample);
        for (var length = 0; length < text.Length; length++)
            Assert.Contains("another version", Assert.Throws<FormatException>(() => ProgramText.Read(text[..length])).Message);
    }
}
