using System.Reflection;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>All cases generated and compiled once, into one assembly.</summary>
public class OperatorModels
{
    private readonly Assembly assembly;

    public OperatorModels() : this(InMemory.Build(Declarations))
    {
    }

    protected OperatorModels(Assembly assembly) => this.assembly = assembly;

    /// <summary>The declarations of all cases.</summary>
    protected static string Declarations => string.Concat(OperatorCase.All.Values.Select(operatorCase => operatorCase.Declare()));

    /// <summary>A model with the operands of its case as parameters.</summary>
    public ITrainableModel Create(string name)
    {
        var values = OperatorCase.All[name];
        var model = (ITrainableModel)Activator.CreateInstance(assembly.GetType(name)!, 0)!;
        foreach (var (operand, parameter) in values.Operands)
            model.Parameters[parameter].CopyFrom(values[operand].Floats);
        if (name == "BatchNorm_eval")
        {
            model.Parameters["layer.running_mean"].CopyFrom(values["running_mean"].Floats);
            model.Parameters["layer.running_var"].CopyFrom(values["running_var"].Floats);
        }
        return model;
    }

    /// <summary>The case's samples: sample i asks for row i of the operands.</summary>
    public static Batch Batch(IModel model, OperatorCase values)
    {
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], values.Samples);
        batch.Begin(values.Samples, weighted: values.Weights is not null);
        if (values.TakesIndices)
            values["x0"].Ints.CopyTo(batch.IndicesToFill(0));
        for (var i = 0; i < values.Samples && !values.TakesIndices; i++)
            batch.RealsToFill(0)[i * values.Samples + i] = 1;
        var target = values[values.IsLoss ? "t" : "dy"];
        if (target.Integers is { } labels)
            labels.CopyTo(batch.IndicesToFill(1));
        else
            target.Floats.CopyTo(batch.RealsToFill(1));
        values.Weights?.CopyTo(batch.WeightsToFill);
        return batch;
    }
}
