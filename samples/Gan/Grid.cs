using ScottPlot;

namespace Gan;

/// <summary>A picture of grey images of 28 × 28, row by row.</summary>
public static class Grid
{
    private const int Side = 28, Gap = 2;

    /// <summary>Writes a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">784 values from −1 (nothing) to 1 (black) for each image.</param>
    /// <param name="across">Images in a row.</param>
    public static void Save(string path, ReadOnlySpan<float> images, int across)
    {
        const int cell = Side + Gap;
        var down = images.Length / (Side * Side) / across;
        var pixels = new double[down * cell + Gap, across * cell + Gap];
        for (var image = 0; image < down * across; image++)
            for (var pixel = 0; pixel < Side * Side; pixel++)
                pixels[image / across * cell + Gap + pixel / Side, image % across * cell + Gap + pixel % Side] =
                    (images[image * Side * Side + pixel] + 1) / 2;

        using var plot = new Plot();
        plot.Add.Heatmap(pixels).Colormap = new ScottPlot.Colormaps.GrayscaleReversed();
        plot.Axes.SquareUnits();
        plot.Axes.Margins(0, 0);
        plot.HideAxesAndGrid();
        plot.SavePng(path, pixels.GetLength(1) * 3, pixels.GetLength(0) * 3);
    }
}
