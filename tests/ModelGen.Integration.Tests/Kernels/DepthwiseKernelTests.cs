using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

public class DepthwiseKernelTests
{
    private sealed record Extents(int Height, int Width, int Channels, int Kernel, int Stride, int Top, int Bottom, int Left, int Right, int Images = 1)
    {
        public int Rows => (Height + Top + Bottom - Kernel) / Stride + 1;

        public int Columns => (Width + Left + Right - Kernel) / Stride + 1;
    }

    [Fact]
    public void Images_of_any_size() => KernelHarness.Check(
        [
            Depthwise(new(14, 14, 16, 3, 1, 1, 1, 1, 1), 0, false),
            Depthwise(new(14, 14, 24, 3, 2, 1, 1, 1, 1), 0, false),
            Depthwise(new(7, 9, 50, 3, 1, 1, 1, 1, 1), 0, true),
            Depthwise(new(9, 8, 17, 5, 2, 2, 1, 1, 2), 0, false),
            Depthwise(new(5, 6, 96, 3, 1, 0, 2, 1, 0, Images: 3), 0, true),
            // More bands than one, the last of which is not full.
            Depthwise(new(75, 60, 48, 3, 1, 1, 1, 1, 1), 0, false),
            Depthwise(new(75, 61, 48, 5, 2, 2, 2, 2, 2), 0, true),
            Depthwise(new(40, 60, 48, 2, 3, 1, 1, 1, 1), 0, false),
        ], 1, 3);

    [Fact]
    public void Wide_images_made_row_by_row() => KernelHarness.Check(
        [
            Depthwise(new(40, 41, 64, 3, 1, 1, 1, 1, 1), 5, false),
            Depthwise(new(41, 40, 96, 3, 2, 1, 1, 1, 1), 16, true),
            Depthwise(new(30, 28, 144, 5, 1, 2, 2, 2, 2), 8, true),
        ], 1, 2);

    [Fact]
    public void Wide_images_made_by_a_kernel_of_several_pixels() => KernelHarness.Check(
        [
            Depthwise(new(40, 41, 64, 3, 1, 1, 1, 1, 1), 3, false, before: new(3, 2)),
            Depthwise(new(41, 40, 48, 3, 2, 1, 1, 1, 1), 4, true, before: new(2, 1)),
        ], 1, 2);

    [Fact]
    public void Results_that_the_next_convolution_takes_row_by_row() => KernelHarness.Check(
        [
            Depthwise(new(40, 41, 64, 3, 1, 1, 1, 1, 1), 0, true, behind: 24),
            Depthwise(new(41, 40, 144, 3, 1, 1, 1, 1, 1), 24, true, behind: 24, hasResidual: true),
            Depthwise(new(30, 28, 144, 5, 1, 2, 2, 2, 2), 8, false, behind: 100, hasResidual: true),
        ], 1, 2);

    [Fact]
    public void Threads_share_bands() => KernelHarness.CheckShared(
        Depthwise(new(75, 60, 48, 3, 1, 1, 1, 1, 1), 0, false), Depthwise(new(75, 61, 48, 5, 2, 2, 2, 2, 2), 7, true),
        Depthwise(new(75, 60, 48, 3, 1, 1, 1, 1, 1), 3, true, before: new(3, 2), behind: 20, hasResidual: true));

    /// <param name="Kernel">The side of a convolution's kernel.</param>
    /// <param name="Stride">Its step.</param>
    private sealed record Window(int Kernel, int Stride)
    {
        public int Needs(int outputs) => (outputs - 1) * Stride + Kernel;
    }

    // The wide image is relu(x * w + b) of `narrow` channels, or x itself; behind it come the sums or
    // min(max(sums · scale + shift, 0), 1), and if wanted a product with a matrix of `behind` columns and + residual.
    private static KernelCase Depthwise(
        Extents s, int narrow, bool hasEpilogue, Window? before = null, int behind = 0, bool hasResidual = false)
    {
        var window = before ?? new(1, 1);
        var graph = new Graph();
        int[] Image(int height, int width, int channels) => s.Images == 1 ? [height, width, channels] : [s.Images, height, width, channels];
        Scalar sum = new Scalar.Argument(0), first = new Scalar.Argument(1), second = new Scalar.Argument(2);
        var x = ProductKernelTests.Source(
            graph, "x", narrow == 0 ? Image(s.Height, s.Width, s.Channels) : Image(window.Needs(s.Height), window.Needs(s.Width), narrow), true);
        var wide = x;
        if (narrow > 0)
        {
            var expand = ProductKernelTests.Source(graph, "expand", [window.Kernel, window.Kernel, narrow, s.Channels], false);
            var product = graph.Apply(new Conv2D(window.Stride, window.Stride, 0, 0, 0, 0, 1, 1, 1), x, expand);
            wide = graph.Apply(
                new FusedElementwise(Scalar.Call(ScalarFunction.Maximum, sum + first, 0)), product, ProductKernelTests.Source(graph, "b", [s.Channels], false));
        }
        var weight = ProductKernelTests.Source(graph, "weight", [s.Kernel, s.Kernel, 1, s.Channels], false);
        var node = graph.Add(
            new DepthwiseConvolution(new Conv2D(s.Stride, s.Stride, s.Top, s.Bottom, s.Left, s.Right, 1, 1, s.Channels)), wide, weight);
        var y = !hasEpilogue ? node.Output : graph.Apply(
            new FusedElementwise(Scalar.Call(ScalarFunction.Minimum, Scalar.Call(ScalarFunction.Maximum, sum * first + second, 0), 1)),
            node.Output, ProductKernelTests.Source(graph, "scale", [s.Channels], false), ProductKernelTests.Source(graph, "shift", [s.Channels], false));
        if (behind > 0)
            y = graph.Apply(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), y, ProductKernelTests.Source(graph, "project", [1, 1, s.Channels, behind], false));
        if (hasResidual)
            y = graph.Apply(new FusedElementwise(sum + first), y, ProductKernelTests.Source(graph, "residual", Image(s.Rows, s.Columns, behind), true));
        graph.AddOutput(y, OutputKind.Prediction, "y");
        var kernel = ProductKernelTests.Select(DepthwiseKernel.Select, node, graph);
        Assert.Equal(narrow > 0, kernel.Inputs.Contains(x) && kernel.Inputs.Any(input => input.Name == "expand"));
        Assert.Equal(y, kernel.Outputs[0]);
        return new KernelCase($"{s} of {narrow} channels to {behind}", kernel, (inputs, _) =>
        {
            var image = narrow == 0 ? inputs[0] : Expand(s, window, inputs[0], inputs[1], inputs[2], narrow);
            var after = narrow == 0 ? 1 : 3;
            var result = Convolve(s, image, inputs[after]);
            for (var i = 0; i < result.Length && hasEpilogue; i++)
                result[i] = Math.Clamp(result[i] * inputs[after + 1][i % s.Channels] + inputs[after + 2][i % s.Channels], 0, 1);
            if (behind == 0) return [result];
            after += hasEpilogue ? 3 : 1;
            return [Project(result, inputs[after], s.Channels, behind, hasResidual ? inputs[after + 1] : null)];
        })
        {
            Tolerance = 1e-4,
        };
    }

    private static double[] Expand(Extents s, Window window, double[] x, double[] weight, double[] bias, int narrow)
    {
        var (height, width) = (window.Needs(s.Height), window.Needs(s.Width));
        var wide = new double[x.Length / (height * width * narrow) * s.Height * s.Width * s.Channels];
        for (var i = 0; i < wide.Length; i++)
        {
            var (n, row, column, channel) = (i / s.Channels / s.Width / s.Height, i / s.Channels / s.Width % s.Height, i / s.Channels % s.Width, i % s.Channels);
            for (var tap = 0; tap < window.Kernel * window.Kernel; tap++)
                for (var k = 0; k < narrow; k++)
                    wide[i] += weight[(tap * narrow + k) * s.Channels + channel]
                        * x[((n * height + row * window.Stride + tap / window.Kernel) * width + column * window.Stride + tap % window.Kernel) * narrow + k];
            wide[i] = Math.Max(wide[i] + bias[channel], 0);
        }
        return wide;
    }

    private static double[] Project(double[] x, double[] weight, int channels, int columns, double[]? residual)
    {
        var y = residual?.ToArray() ?? new double[x.Length / channels * columns];
        for (var i = 0; i < y.Length; i++)
            for (var k = 0; k < channels; k++) y[i] += x[i / columns * channels + k] * weight[k * columns + i % columns];
        return y;
    }

    private static double[] Convolve(Extents s, double[] x, double[] weight)
    {
        var y = new double[x.Length / (s.Height * s.Width) * s.Rows * s.Columns];
        for (var i = 0; i < y.Length; i++)
        {
            var (n, row, column, channel) = (i / s.Channels / s.Columns / s.Rows, i / s.Channels / s.Columns % s.Rows, i / s.Channels % s.Columns, i % s.Channels);
            for (var tap = 0; tap < s.Kernel * s.Kernel; tap++)
            {
                var (above, left) = (row * s.Stride + tap / s.Kernel - s.Top, column * s.Stride + tap % s.Kernel - s.Left);
                if (above >= 0 && above < s.Height && left >= 0 && left < s.Width)
                    y[i] += x[((n * s.Height + above) * s.Width + left) * s.Channels + channel] * weight[tap * s.Channels + channel];
            }
        }
        return y;
    }
}
