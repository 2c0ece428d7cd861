namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[][] Recur(Recurrence recurrence, TensorType[] types, double[][] inputs)
    {
        var (cell, program, operands) = (recurrence.Cell, recurrence.Cell.Program(), recurrence.Operands);
        var (steps, units) = (types[0].Shape[0], types[1].Shape[0]);
        var results = recurrence.Infer(types).Select(type => new double[Count(type)]).ToArray();
        var kept = program.Activations.Select(step => program.Steps.ToList().IndexOf(step)).ToArray();
        for (var n = 0; n < samples; n++)
        {
            var states = Enumerable.Range(0, cell.States).Select(state => recurrence.HasInitial
                ? inputs[operands.Find(RecurrentOperand.Initial, state)].Skip(n * units).Take(units).ToArray() : new double[units]).ToArray();
            for (var step = 0; step < steps; step++)
            {
                var t = recurrence.IsReversed ? steps - 1 - step : step;
                var counts = !recurrence.HasMask || inputs[operands.Find(RecurrentOperand.Mask)][n * steps + t] != 0;
                var products = Multiply(Dropped(n, states[0]), inputs[1], cell.Gates * units);
                var after = states.Select(state => state.ToArray()).ToArray();
                for (var unit = 0; unit < units; unit++)
                {
                    var values = new double[program.Steps.Count];
                    for (var i = 0; i < values.Length; i++)
                        values[i] = ScalarValue.Of(program.Steps[i].Expression, argument => CellProgram.Of(argument) switch
                        {
                            (CellValue.Input, var gate) => inputs[0][((n * steps + t) * cell.Gates + gate) * units + unit],
                            (CellValue.Product, var gate) => products[gate * units + unit],
                            (CellValue.Previous, var state) => states[state][unit],
                            (CellValue.Vector, var index) => inputs[operands.Find(RecurrentOperand.Vectors)][index * units + unit],
                            (_, var earlier) => values[earlier],
                        });
                    for (var state = 0; counts && state < cell.States; state++) after[state][unit] = values[program.StepOfState(state)];
                    for (var i = 0; i < kept.Length; i++)
                        results[recurrence.ActivationsOutput][((n * steps + t) * kept.Length + i) * units + unit] = values[kept[i]];
                }
                states = after;
                for (var state = 0; state < cell.States; state++) states[state].CopyTo(results[state], (n * steps + t) * units);
                products.CopyTo(results[recurrence.ProductsOutput], n * products.Length);
                if (recurrence.HasDropout) Dropped(n, states[0]).CopyTo(results[recurrence.DroppedOutput], n * units);
            }
        }
        return results;

        double[] Dropped(int n, double[] h) => !recurrence.HasDropout ? h
            : [.. h.Select((value, unit) => value * inputs[operands.Find(RecurrentOperand.Dropout)][n * units + unit])];
    }

    // By the formulas of the cell's derivative, of which finite differences say whether they are right.
    private double[][] RecurBack(RecurrenceGradient gradient, TensorType[] types, double[][] inputs)
    {
        var (cell, program, derivative, operands) = (gradient.Cell, gradient.Cell.Program(), gradient.Program(), gradient.Operands);
        var weight = operands.Find(RecurrentOperand.Weight);
        var (units, steps) = (types[weight].Shape[1], types[0].Shape[0]);
        var results = gradient.Infer(types).Select(type => new double[Count(type)]).ToArray();
        var kept = program.Activations.Select(step => program.Steps.ToList().IndexOf(step)).ToList();
        for (var n = 0; n < samples; n++)
        {
            var later = Enumerable.Range(0, cell.States).Select(_ => new double[units]).ToArray();
            for (var step = steps - 1; step >= 0; step--)
            {
                var t = Time(step);
                var earlier = later.Select(state => state.ToArray()).ToArray();
                var fromProducts = new double[cell.Gates * units];
                for (var unit = 0; unit < units; unit++)
                {
                    var lines = new double[derivative.Steps.Count];
                    for (var i = 0; i < lines.Length; i++) lines[i] = Of(derivative.Steps[i].Expression);
                    for (var gate = 0; gate < cell.Gates; gate++)
                    {
                        results[0][((n * steps + t) * cell.Gates + gate) * units + unit] = Of(derivative.Inputs[gate]);
                        fromProducts[gate * units + unit] = Of(derivative.Products[gate]);
                    }
                    for (var index = 0; index < cell.Vectors; index++)
                        results[gradient.VectorsOutput][((n * steps + t) * cell.Vectors + index) * units + unit] = Of(derivative.Vectors[index]);
                    for (var state = 0; state < cell.States; state++) earlier[state][unit] = Of(derivative.Previous[state]);

                    double Of(Scalar expression) => ScalarValue.Of(expression, argument => CellProgram.Of(argument) switch
                    {
                        (CellValue.Mask, _) => inputs[operands.Find(RecurrentOperand.Mask)][n * steps + t],
                        (CellValue.Later, var state) => later[state][unit] + (gradient.Given[state]
                            ? inputs[operands.Find(RecurrentOperand.StateGradient, state)][(n * steps + t) * units + unit] : 0),
                        (CellValue.Vector, var index) => inputs[operands.Find(RecurrentOperand.Vectors)][index * units + unit],
                        (CellValue.Gradient, var line) => lines[line],
                        (CellValue.Previous, var state) => step > 0 ? inputs[operands.Find(RecurrentOperand.State, state)][(n * steps + Time(step - 1)) * units + unit]
                            : gradient.Forward.HasInitial ? inputs[operands.Find(RecurrentOperand.Initial, state)][n * units + unit] : 0,
                        (_, var i) when program.Steps[i].State is { } state => inputs[operands.Find(RecurrentOperand.State, state)][(n * steps + t) * units + unit],
                        (_, var i) => inputs[operands.Find(RecurrentOperand.Activations)][((n * steps + t) * kept.Count + kept.IndexOf(i)) * units + unit],
                    });
                }
                fromProducts.CopyTo(results[gradient.ProductsOutput], (n * steps + t) * fromProducts.Length);
                var back = Multiply(fromProducts, inputs[weight], units);
                for (var unit = 0; unit < units; unit++)
                    earlier[0][unit] += back[unit] * (gradient.Forward.HasDropout ? inputs[operands.Find(RecurrentOperand.Dropout)][n * units + unit] : 1);
                if (gradient.Forward.HasDropout) back.CopyTo(results[gradient.DroppedOutput], n * units);
                later = earlier;
            }
            for (var state = 0; state < cell.States; state++) later[state].CopyTo(results[gradient.StateOutput(state)], n * units);
        }
        return results;

        int Time(int step) => gradient.Forward.IsReversed ? steps - 1 - step : step;
    }

    private static double[] Multiply(double[] row, double[] matrix, int columns)
    {
        var y = new double[columns];
        for (var k = 0; k < row.Length; k++)
            for (var c = 0; c < columns; c++)
                y[c] += row[k] * matrix[k * columns + c];
        return y;
    }
}
