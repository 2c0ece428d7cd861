using System.CommandLine;
using System.Globalization;
using ModelZoo;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var list = new Option<bool>("--list") { Description = "every model with its parameters, operations and generated lines" };
var summary = new Option<string?>("--summary") { Description = "the layers of one model, such as ResNet50" };
summary.AcceptOnlyFromAmong([.. Catalogue.Models.Select(model => model.Name)]);
var time = new Option<string?>("--time") { Description = "how long a prediction of one model takes, with random weights; \"all\" for each in turn" };
time.AcceptOnlyFromAmong(["all", .. Catalogue.Models.Select(model => model.Name)]);
var command = new RootCommand("The classic networks, declared as their papers draw them and compiled by ModelGen.") { list, summary, time };
command.SetAction(result =>
{
    if (result.GetValue(summary) is { } name)
        Console.WriteLine(Catalogue.Models.First(model => model.Name == name).Summary);
    else if (result.GetValue(time) is { } timed)
        foreach (var model in Catalogue.Models.Where(model => timed == "all" || model.Name == timed))
            Console.WriteLine($"{model.Name,-20} {PredictionTime.Milliseconds(model.Create(), predictions: 5),10:N1} ms");
    else
        Catalogue.Print();
});
return command.Parse([.. args.Select(argument => argument == "list" ? "--list" : argument)]).Invoke();
