using System.Globalization;
using Edge;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Written by hand: a parser of options would be half as large again as the program.
switch (args)
{
    case []:
        return Device.Run();
    case ["--outputs"]:
        return Device.PrintOutputs();
    case ["--first"]:
        return Device.PrintFirst();
    default:
        Console.Error.WriteLine("""
            Usage: Edge             predict, fine-tune, and say what it takes
                   Edge --outputs   print the outputs of both models, to be compared between machines
                   Edge --first     one prediction and nothing else, to be timed from outside
            """);
        return 1;
}
