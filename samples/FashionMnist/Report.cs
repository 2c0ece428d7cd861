using Spectre.Console;

namespace FashionMnist;

/// <summary>The confusion matrix and the rates of each class, on the console.</summary>
public static class Report
{
    public static void Print(ConfusionMatrix matrix)
    {
        var confusion = new Table().Title("actual (down) and predicted (across)").Border(TableBorder.Simple);
        confusion.AddColumn(new TableColumn("").NoWrap().Padding(0, 0));
        foreach (var name in matrix.ClassNames)
            confusion.AddColumn(new TableColumn(name[..Math.Min(4, name.Length)]).RightAligned().NoWrap().Padding(1, 0));
        for (var actual = 0; actual < matrix.Classes; actual++)
            confusion.AddRow([matrix.ClassNames[actual], .. Enumerable.Range(0, matrix.Classes).Select(predicted => Cell(matrix, actual, predicted))]);
        AnsiConsole.Write(confusion);

        var rates = new Table().Border(TableBorder.Simple);
        rates.AddColumn("class");
        foreach (var name in new[] { "precision", "recall", "F1", "images" }) rates.AddColumn(new TableColumn(name).RightAligned());
        for (var label = 0; label < matrix.Classes; label++)
            rates.AddRow(
                matrix.ClassNames[label], $"{matrix.Precision(label):0.000}", $"{matrix.Recall(label):0.000}",
                $"{matrix.F1(label):0.000}", $"{matrix.Support(label)}");
        rates.AddRow("mean", $"{matrix.MacroPrecision:0.000}", $"{matrix.MacroRecall:0.000}", $"{matrix.MacroF1:0.000}", $"{matrix.Total}");
        AnsiConsole.Write(rates);
    }

    private static string Cell(ConfusionMatrix matrix, int actual, int predicted) =>
        matrix[actual, predicted] == 0 ? "[grey]·[/]"
        : actual == predicted ? $"[bold]{matrix[actual, predicted]}[/]" : $"{matrix[actual, predicted]}";
}
