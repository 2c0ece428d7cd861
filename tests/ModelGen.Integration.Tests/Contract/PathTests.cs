using System.Diagnostics;

namespace ModelGen.Integration.Tests.Contract;

/// <summary>Generated code on every instruction set, and what it may not do on any.</summary>
public class PathTests
{
    public static TheoryData<string> Models => [.. Trained.Models.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_number_of_threads_changes_no_bit(string model)
    {
        var expected = Trained.Run(model, 1).Values;
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(expected, Trained.Run(model, 2).Values);
        Assert.Equal(expected, Trained.Run(model, 3).Values);
    }

    [Theory]
    [InlineData("EnableAVX512", 256)]
    [InlineData("EnableAVX2", 128)]
    public async Task Narrower_vectors_give_the_same_results_within_rounding(string switchedOff, int width)
    {
        var (widest, expected) = Trained.Read(await RunAsync([]));
        var (found, actual) = Trained.Read(await RunAsync([(switchedOff, "0")]));
        Assert.Equal(Math.Min(width, widest), found);   // the path that was asked for
        foreach (var ((threads, wide), (_, narrow)) in expected.Zip(actual))
        {
            Assert.Equal(wide.Values.Length, narrow.Values.Length);
            for (var i = 0; i < wide.Values.Length; i++)
                Assert.True(Math.Abs(wide.Values[i] - narrow.Values[i]) <= 1e-5f * (1 + Math.Abs(wide.Values[i])),
                    $"{wide.Name}, {threads} threads, value {i}: {wide.Values[i]} with {widest} bits, {narrow.Values[i]} with {found}");
        }
    }

    [Fact]
    public async Task Predict_and_Step_allocate_nothing_after_the_first()
    {
        foreach (var (threads, result) in Trained.Read(await RunAsync([])).Results)
        {
            Assert.True(result.PredictBytes == 0, $"{result.Name}: Predict allocated {result.PredictBytes} bytes.");
            Assert.True(result.StepBytes == 0, $"{result.Name}, {threads} threads: Step allocated {result.StepBytes} bytes.");
        }
    }

    /// <summary>Past some 20,000 IL instructions the JIT compiles without optimising, and says so.</summary>
    [Fact]
    public async Task No_generated_method_is_too_large_for_the_optimiser()
    {
        var log = Path.GetTempFileName();
        await RunAsync([("JitStdOutFile", log), ("JitDisasmSummary", "1")]);
        var lines = await File.ReadAllLinesAsync(log);
        File.Delete(log);
        var kernels = lines.Where(line => line.Contains("+Kernels`3", StringComparison.Ordinal)).ToList();
        Assert.Contains(kernels, line => line.Contains("Tile", StringComparison.Ordinal) && line.Contains("FullOpts", StringComparison.Ordinal));
        Assert.DoesNotContain(kernels, line => line.Contains("MinOpts", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> RunAsync((string Name, string Value)[] settings)
    {
        var result = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", typeof(PathTests).Assembly.Location, "trained", result])
        {
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment["DOTNET_" + name] = value;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return result;
    }
}
