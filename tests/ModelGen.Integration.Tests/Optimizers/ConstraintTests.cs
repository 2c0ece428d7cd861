using ModelGen.Integration.Tests.Models;
using ModelGen.Tests;

namespace ModelGen.Tests.Optimizers;

public class ConstraintTests
{
    private const float Bound = 0.4f;

    private static readonly float[] Input = [.. Enumerable.Range(0, 4 * 784).Select(i => MathF.Sin(i * 0.37f))];
    private static readonly int[] Labels = [3, 1, 4, 1];

    [Fact]
    public void Max_norm_scales_the_weights_into_a_unit()
    {
        // Norms 5 and ½ of the inputs of two units.
        var model = new Mlp();
        var weight = model.Parameters["dense3.weight"];     // (10, 64)
        var values = new float[weight.Length];
        (values[0], values[1], values[64], values[65]) = (3, 4, 0.3f, 0.4f);
        weight.CopyFrom(values);
        new MaxNorm(1, "dense3.*").Apply(model.Parameters);
        (values[0], values[1]) = (0.6f, 0.8f);
        Assert.All(values.Zip(weight.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
    }

    [Theory]
    [InlineData(null, 1.41f), InlineData(new[] { 0 }, 0.66f), InlineData(new[] { -1, -2 }, 0.25f), InlineData(new[] { 0, 1, 2, 3 }, 1f)]
    public void Max_norm_follows_the_axes_of_files_whatever_the_layout(int[]? axes, float bound)
    {
        // A convolution is (outputs, inputs, height, width) in files and packed by outputs in memory.
        var model = new Cnn(seed: 5);
        var weight = model.Parameters["conv2.weight"];
        var before = weight.ToArray();
        var bias = model.Parameters["conv2.bias"].ToArray();
        new MaxNorm(bound, "conv2.weight", axes).Apply(model.Parameters);

        int[] shape = [.. weight.Shape];
        var summed = (axes ?? [1, 2, 3]).Select(axis => axis < 0 ? axis + 4 : axis).ToArray();
        var norms = new Dictionary<string, double>();
        for (var i = 0; i < before.Length; i++)
            norms[Group(i)] = norms.GetValueOrDefault(Group(i)) + (double)before[i] * before[i];
        Assert.Contains(norms.Values, square => square > bound * bound);
        Assert.True(norms.Count == 1 || norms.Values.Any(square => square < bound * bound));
        var after = weight.ToArray();
        for (var i = 0; i < before.Length; i++)
        {
            var norm = Math.Sqrt(norms[Group(i)]);
            Assert.Equal(before[i] * Math.Min(1, bound / norm), after[i], 1e-7);
        }
        Assert.Equal(bias, model.Parameters["conv2.bias"].ToArray());

        string Group(int element)
        {
            var position = new int[shape.Length];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
                (element, position[axis]) = (element / shape[axis], element % shape[axis]);
            return string.Join(",", position.Where((_, axis) => !summed.Contains(axis)));
        }
    }

    [Fact]
    public void Weights_that_fit_are_left_bit_by_bit()
    {
        var model = new Cnn(seed: 5);
        var before = model.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        new MaxNorm(1000).Apply(model.Parameters);
        new WeightClip(1000).Apply(model.Parameters);
        Assert.Equal(before, model.Parameters.Select(parameter => parameter.ToArray()));
    }

    [Theory]
    [InlineData(-0.02f, 0.01f), InlineData(0f, float.PositiveInfinity), InlineData(0.01f, 0.02f)]
    public void Clipping_bounds_every_weight_and_no_padding(float minimum, float maximum)
    {
        var model = new SmallMlp(seed: 5);
        var before = model.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        new WeightClip(minimum, maximum).Apply(model.Parameters);
        foreach (var (parameter, values) in model.Parameters.Zip(before))
            Assert.Equal(values.Select(value => Math.Clamp(value, minimum, maximum)), parameter.ToArray());

        var elements = model.Parameters.SelectMany(parameter => parameter.Places().Select(place => parameter.Memory.Offset + place)).ToHashSet();
        for (var i = 0; i < model.Parameters.Block.Length; i++)
            Assert.True(elements.Contains(i) || model.Parameters.Block.Span[i] == 0, $"Padding at {i} is {model.Parameters.Block.Span[i]}.");
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void A_trainer_constrains_after_every_step(int threads)
    {
        Constraint[] constraints = [new MaxNorm(Bound), new WeightClip(0.05f, "*.bias")];
        var model = new Mlp(seed: 5);
        var expected = new Mlp(seed: 5);
        using var trainer = model.CreateTrainer(new Sgd(0.5f, momentum: 0.9f) { Constraints = constraints }, 4, threads);
        using var free = expected.CreateTrainer(new Sgd(0.5f, momentum: 0.9f), 4, threads);
        for (var step = 0; step < 5; step++)
        {
            trainer.Step(Input, Labels);
            free.Step(Input, Labels);
            foreach (var constraint in constraints)
                constraint.Apply(expected.Parameters);
            foreach (var (left, right) in expected.Parameters.Zip(model.Parameters))
                Assert.Equal(left.ToArray(), right.ToArray());
        }
        Assert.Contains(model.Parameters["dense3.bias"].ToArray(), bias => Math.Abs(bias) == 0.05f);
        Assert.All(model.Parameters["dense1.weight"].ToArray().Chunk(784), unit => Assert.InRange(unit.Sum(w => w * w), 0, Bound * Bound * 1.00001f));

        trainer.Optimizer.Constraints = [new WeightClip(0.01f)];
        trainer.Step(Input, Labels);
        Assert.All(model.Parameters, parameter => Assert.All(parameter.ToArray(), value => Assert.InRange(value, -0.01f, 0.01f)));
    }

    [Fact]
    public void Constrained_steps_allocate_nothing()
    {
        var model = new Mlp(seed: 5);
        using var trainer = model.CreateTrainer(new Adam(0.1f) { Constraints = [new MaxNorm(Bound), new WeightClip(0.1f)] }, 4);
        for (var step = 0; step < 3; step++)
            trainer.Step(Input, Labels);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var step = 0; step < 20; step++)
                trainer.Step(Input, Labels);
        }));
    }

    [Fact]
    public void Constraints_without_a_parameter_are_explained()
    {
        var model = new Mlp();
        Assert.Contains("MaxNorm finds no parameter for 'conv*'; there are dense1.weight (64, 784)",
            Assert.Throws<ArgumentException>(() => new MaxNorm(1, "conv*").Apply(model.Parameters)).Message, StringComparison.Ordinal);
        Assert.Contains("axis 2 of dense1.weight (64, 784)",
            Assert.Throws<ArgumentException>(() => new MaxNorm(1, "dense1.weight", [2]).Apply(model.Parameters)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxNorm(0));
        Assert.Throws<ArgumentException>(() => new WeightClip(1, 0));
        Assert.Throws<ArgumentException>(() => new WeightClip(-1));
    }
}
