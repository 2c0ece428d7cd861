using System.CommandLine;

namespace ModelGen.Integration.Tests.Samples;

/// <summary>What the samples answer to whoever mistypes an option or names the wrong file.</summary>
public class SampleProgramTests
{
    [Theory]
    [InlineData("--epochs 3", null)]
    [InlineData("", null)]
    [InlineData("--epochs 0", "--epochs must be at least 1, but is 0.")]
    [InlineData("--epochs -2", "--epochs must be at least 1, but is -2.")]
    [InlineData("--epochs abc", "'abc'")]
    [InlineData("--epochs", "--epochs")]
    [InlineData("--epochs 1 --rate NaN", "--rate must be above 0, but is NaN.")]
    public void Mistakes_in_options_are_one_message(string line, string? message)
    {
        var epochs = new Option<int>("--epochs") { DefaultValueFactory = _ => 10 };
        var rate = new Option<float>("--rate") { DefaultValueFactory = _ => 1 };
        epochs.MustBe("at least 1", value => value >= 1);
        rate.MustBe("above 0", value => value > 0);
        var result = new RootCommand { epochs, rate }.Parse(line);
        if (message is null) Assert.Empty(result.Errors);
        else Assert.Contains(message, Assert.Single(result.Errors).Message);
    }

    [Fact]
    public void A_damaged_file_is_a_line_and_a_status()
    {
        var path = Path.Combine(Path.GetTempPath(), $"modelgen-{Guid.NewGuid():N}.idx");
        File.WriteAllBytes(path, [0, 0, 8, 3, 0, 0]);
        var errors = new StringWriter();
        var console = Console.Error;
        try
        {
            Console.SetError(errors);
            Assert.Equal(1, SampleProgram.Run(() => { IdxFile.Read(path); return 0; }));
        }
        finally
        {
            Console.SetError(console);
            File.Delete(path);
        }
        Assert.Contains(path, errors.ToString());
        Assert.Single(errors.ToString().TrimEnd().Split('\n'));
    }

    /// <summary>Mistakes of the program itself are not hidden.</summary>
    [Fact]
    public void Other_exceptions_pass() =>
        Assert.Throws<InvalidOperationException>(() => SampleProgram.Run(() => throw new InvalidOperationException()));
}
