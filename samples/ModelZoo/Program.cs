using System.CommandLine;
using System.Globalization;
using ModelZoo;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var list = new Option<bool>("--list") { Description = "every model with its parameters, operations and generated lines" };
var summary = new Option<string?>("--summary") { Description = "the layers of one model, such as ResNet50" };
summary.AcceptOnlyFromAmong([.. Catalogue.Models.Select(model => model.Name)]);
var command = new RootCommand("The classic networks, declared as their papers draw them and compiled by ModelGen.") { list, summary };
command.SetAction(result =>
{
    if (result.GetValue(summary) is { } name)
        Console.WriteLine(Catalogue.Models.First(model => model.Name == name).Summary);
    else
        Catalogue.Print();
});
return command.Parse([.. args.Select(argument => argument == "list" ? "--list" : argument)]).Invoke();
