using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen.Packaging.Tests;

/// <summary>
/// samples/Edge, published with Native AOT from the package: for the processor at hand, for any x64, and for Arm, which
/// qemu then plays. All of them have to predict what the JIT predicts, and to train.
/// </summary>
[Collection("package")]
public sealed partial class EdgeTests(PackageFeed feed, EdgeTests.JitOutputs jit) : IClassFixture<EdgeTests.JitOutputs>
{
    private const long LargestExecutable = 2_100_000;     // 320 KB of it are weights

    [NativeToolsFact("clang|gcc")]
    public async Task PredictsAndTrainsOnThisProcessorAsUnderTheJit()
    {
        var (program, _) = await PublishAsync("linux-x64", "-p:ModelGenCpu=native");
        await CheckAsync([program]);
        AssertClose(await jit.LinesAsync(feed), await DotNet.RunProgramAsync(Path.GetDirectoryName(program)!, program, "--outputs"), 1e-6, 1e-4);
    }

    [NativeToolsFact("clang|gcc")]
    public async Task RunsWithoutVectorExtensionsAndSaysWhatThatCosts()
    {
        var (program, output) = await PublishAsync("linux-x64");
        Assert.Contains("Set ModelGenCpu to v3 (AVX2), v4 (AVX-512) or native", output, StringComparison.Ordinal);
        await CheckAsync([program]);
        AssertClose(await jit.LinesAsync(feed), await DotNet.RunProgramAsync(Path.GetDirectoryName(program)!, program, "--outputs"), 1e-5, 1e-3);
    }

    // What is worked out at the first prediction takes memory, so the budget is larger; and fine-tuning makes it stale.
    [NativeToolsFact("clang|gcc")]
    public async Task PredictsAndTrainsFrozenModels()
    {
        var folder = feed.CopySample("Edge", "frozen");
        var models = Path.Combine(folder, "Models.cs");
        var text = File.ReadAllText(models);
        var frozen = text.Replace("Losses.SparseCategoricalCrossEntropy)]", "Losses.SparseCategoricalCrossEntropy, Frozen = true)]", StringComparison.Ordinal)
            .Replace("\"256 KB\"", "\"320 KB\"", StringComparison.Ordinal);
        Assert.Equal(text.Length + 2 * ", Frozen = true".Length, frozen.Length);
        File.WriteAllText(models, frozen);
        var (program, _) = await PublishInAsync(folder, "linux-x64", "-p:ModelGenCpu=native");
        await CheckAsync([program]);
        AssertClose(await jit.LinesAsync(feed), await DotNet.RunProgramAsync(Path.GetDirectoryName(program)!, program, "--outputs"), 1e-5, 1e-3);
    }

    // ModelGenCpu is for x64 and must not get in the way.
    [NativeToolsFact("clang", "aarch64-linux-gnu-objcopy", "qemu-aarch64-static")]
    public async Task RunsOnArm()
    {
        var (program, output) = await PublishAsync("linux-arm64", "-p:ModelGenCpu=v3", "-p:ObjCopyName=aarch64-linux-gnu-objcopy");
        Assert.DoesNotContain("without AVX", output, StringComparison.Ordinal);
        string[] qemu = ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", program];
        await CheckAsync(qemu);
        AssertClose(await jit.LinesAsync(feed), await DotNet.RunProgramAsync(Path.GetDirectoryName(program)!, qemu[0], [.. qemu[1..], "--outputs"]), 1e-5, 1e-3);
    }

    private Task<(string Program, string Output)> PublishAsync(string runtime, params string[] options) =>
        PublishInAsync(feed.CopySample("Edge", $"{runtime}{options.Length}"), runtime, options);

    private static async Task<(string Program, string Output)> PublishInAsync(string folder, string runtime, params string[] options)
    {
        var output = await DotNet.RunAsync(folder, ["publish", "-c", "Release", "-r", runtime, "-o", "published", .. options]);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
        var program = Path.Combine(folder, "published", "Edge");
        Assert.InRange(new FileInfo(program).Length, 1, LargestExecutable);
        return (program, output);
    }

    private static async Task CheckAsync(string[] command)
    {
        var output = await DotNet.RunProgramAsync(Path.GetDirectoryName(command[^1])!, command[0], command[1..]);
        var rights = Right().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, rights.Length);
        Assert.InRange(rights[0], 0.86, 1);         // pictures
        Assert.InRange(rights[1], 0.95, 1);         // signals
        Assert.InRange(rights[2], 0, 0.3);          // pictures upside down, before it learns to see them
        Assert.Equal(3, Free().Count(output));
        var last = output.TrimEnd().Split('\n')[^1];
        Assert.InRange(double.Parse(Tuned().Match(last).Groups[1].Value, CultureInfo.InvariantCulture), 0.6, 1);
    }

    private static void AssertClose(string expected, string actual, double tolerance, double toleranceAfterTraining)
    {
        var (left, right) = (expected.TrimEnd().Split('\n'), actual.TrimEnd().Split('\n'));
        Assert.Equal(72, left.Length);
        Assert.Equal(left.Length, right.Length);
        for (var line = 0; line < left.Length; line++)
        {
            var (a, b) = (left[line].Split(' '), right[line].Split(' '));
            Assert.Equal(a[0], b[0]);
            Assert.Equal(a.Length, b.Length);
            for (var i = 1; i < a.Length; i++)
                Assert.Equal(
                    double.Parse(a[i], CultureInfo.InvariantCulture), double.Parse(b[i], CultureInfo.InvariantCulture),
                    a[0] == "tuned" ? toleranceAfterTraining : tolerance);
        }
    }

    [GeneratedRegex(@"(0\.\d{4}|1\.0000) (?:of \d+ \w+ )?right")]
    private static partial Regex Right();

    [GeneratedRegex(@" and 0 bytes (each|a step)")]
    private static partial Regex Free();

    [GeneratedRegex(@"^fine-tuned accuracy (\S+)")]
    private static partial Regex Tuned();

    /// <summary>The outputs under the JIT, made once.</summary>
    public sealed class JitOutputs
    {
        private string? lines;

        public async Task<string> LinesAsync(PackageFeed feed) =>
            lines ??= await DotNet.RunAsync(feed.CopySample("Edge", "jit"), "run", "-c", "Release", "--", "--outputs");
    }
}
