using ScottPlot;

namespace FashionMnist;

/// <summary>One picture of a training: loss and accuracy by epoch, the confusion matrix, and test images with predictions.</summary>
public static class Picture
{
    private const int Width = 1500, Height = 1000, Side = 28, Across = 10, Down = 4;

    public static void Save(string path, History history, ConfusionMatrix matrix, DataSet test, float[] predictions)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(4);
        Curves(multiplot.GetPlot(0), history, "loss", Alignment.UpperRight);
        Curves(multiplot.GetPlot(1), history, "accuracy", Alignment.LowerRight);
        Confusion(multiplot.GetPlot(2), matrix);
        Images(multiplot.GetPlot(3), matrix.ClassNames, test, predictions);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Grid(2, 2);
        multiplot.SavePng(path, Width, Height);
    }

    private static void Curves(Plot plot, History history, string measure, Alignment legend)
    {
        double[] epochs = [.. history.Epochs.Select(epoch => (double)epoch.Epoch)];
        foreach (var (series, name) in new[] { (measure, "training"), ("val_" + measure, "test") })
        {
            var values = history.Series(series);
            if (values.All(double.IsNaN)) continue;
            plot.Add.Scatter(epochs, values).LegendText = name;
        }
        plot.Title(measure);
        plot.XLabel("epoch");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(legend);
    }

    private static void Confusion(Plot plot, ConfusionMatrix matrix)
    {
        var shares = new double[matrix.Classes, matrix.Classes];
        for (var actual = 0; actual < matrix.Classes; actual++)
            for (var predicted = 0; predicted < matrix.Classes; predicted++)
            {
                shares[actual, predicted] = (double)matrix[actual, predicted] / Math.Max(1, matrix.Support(actual));
                if (matrix[actual, predicted] == 0) continue;
                var text = plot.Add.Text($"{matrix[actual, predicted]}", predicted, matrix.Classes - 1 - actual);
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontColor = shares[actual, predicted] > 0.5 ? Colors.White : Colors.Black;
                text.LabelFontSize = 10;
            }
        var map = plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        plot.MoveToBack(map);
        string[] names = [.. matrix.ClassNames];
        double[] places = [.. Enumerable.Range(0, names.Length).Select(place => (double)place)];
        plot.Axes.Bottom.SetTicks(places, names);
        plot.Axes.Left.SetTicks(places, [.. names.Reverse()]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 35;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        plot.Axes.Bottom.MinimumSize = 60;
        plot.Axes.SetLimits(-0.5, names.Length - 0.5, -0.5, names.Length - 0.5);
        plot.HideGrid();
        plot.Title("confusion: actual (down), predicted (across)");
    }

    // Grey images in a grid, the predicted class below each; wrong ones in red with the right class behind.
    private static void Images(Plot plot, IReadOnlyList<string> names, DataSet test, float[] predictions)
    {
        const int cell = Side + 12;
        var pixels = new double[Down * cell, Across * cell];
        var count = Math.Min(Across * Down, test.Count);
        for (var sample = 0; sample < count; sample++)
        {
            var (top, left) = (sample / Across * cell, sample % Across * cell);
            var image = test.Reals(0, sample);
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                    pixels[top + y, left + x] = image[y * Side + x];

            var scores = predictions.AsSpan(sample * names.Count, names.Count);
            var predicted = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores);
            var actual = test.Indices(1, sample)[0];
            var text = plot.Add.Text(
                predicted == actual ? names[predicted] : $"{names[predicted]} ({names[actual]})",
                left + Side / 2.0, Down * cell - 1 - (top + Side + 4));
            text.LabelAlignment = Alignment.MiddleCenter;
            text.LabelFontSize = 9;
            text.LabelFontColor = predicted == actual ? Colors.Black : Colors.Red;
        }
        var map = plot.Add.Heatmap(pixels);
        map.Colormap = new ScottPlot.Colormaps.GrayscaleReversed();
        plot.MoveToBack(map);
        plot.Axes.SquareUnits();
        plot.HideAxesAndGrid();
        plot.Title("test images and what they were taken for");
    }
}
