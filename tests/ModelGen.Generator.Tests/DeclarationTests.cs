namespace ModelGen.Generator.Tests;

/// <summary>Declarations that are right, in both forms.</summary>
public class DeclarationTests
{
    [Fact]
    public void LinearRegression() => Clean("""
        [Model(Loss = Losses.MeanSquaredError)]
        [Input(1)]
        [Dense(1, name: "line")]
        public partial class Line;
        """);

    [Fact]
    public void FashionCnn() => Clean("""
        [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
        [Input(28, 28, 1)]
        [Conv2D(32, 3, Activation.Relu)]
        [MaxPool2D(2)]
        [Conv2D(64, 3, Activation.Relu)]
        [MaxPool2D(2)]
        [Conv2D(64, 3, Activation.Relu)]
        [Flatten]
        [Dense(64, Activation.Relu)]
        [Dense(10, Activation.Softmax)]
        public sealed partial class FashionCnn;
        """);

    [Fact]
    public void EveryConstructOfTheLanguage() => Clean("""
        namespace Zoo;

        public record Config(int Width, int Blocks = 2)
        {
            public int Half => Width / 2;
            public double Scale { get; init; } = 0.5;
        }

        public static class Mine
        {
            static readonly int[] Sizes = [8, 16];

            public static Tensor Block(this Tensor x, Config config, string? name = null)
            {
                var (a, b) = Split(x, config);
                Tensor[] both = [a, b];
                Tensor[] all = [.. both, a * 0.5f];
                var sum = all[0];
                foreach (var part in all[1..])
                    sum += part;
                Tensor Twice(Tensor y) => y + y;
                return x.Residual(y => Twice(y).Dense(config.Width, Activation.Relu)) + sum.Dense(x.Shape[^1]);
            }

            static (Tensor, Tensor) Split(Tensor x, Config config) => (x.Dense(config.Half), x.Dense(config.Half, name: $"second{config.Blocks}"));

            public static int SizeOf(int i) => i switch { 0 => Sizes[0], > 0 and < 5 => Sizes[1], _ => 4 };
        }

        [Model(Loss = Losses.MeanSquaredError)]
        public partial class Net
        {
            const int Features = 4;
            static readonly Config Default = new(6) { Scale = 0.25 };

            static Tensor Forward([Input(Features)] Tensor x)
            {
                var config = Default with { Blocks = 3 };
                x = x.Dense(config.Width) * (float)config.Scale * Math.Sqrt(2.0);
                for (int i = 0, n = config.Blocks; i < n; i++)
                {
                    if (i == 1) continue;
                    x = x.Block(config, name: $"h.{i}");
                }
                var layers = new List<Tensor> { x };
                layers.Add(x.Relu());
                var k = 0;
                while (k++ < 2)
                    x += layers[^1];
                Func<Tensor, Tensor> activate = k > 1 ? y => y.Tanh() : y => y.Relu();
                switch (config.Blocks)
                {
                    case 3: x = activate(x); break;
                    default: throw new ArgumentException("never");
                }
                return x.Dense(Mine.SizeOf(0)).Dense(1);
            }
        }
        """);

    [Fact]
    public void SeveralInputsAndOutputsWithTheirOwnLoss() => Clean("""
        [Model]
        partial class Two
        {
            static (Tensor Mean, Tensor Class) Forward([Input(3)] Tensor a, [Input(2)] Tensor b) =>
                (a.Dense(2) + b, (a * a).Dense(5, Activation.Softmax));

            static Tensor Loss(Tensor mean, Tensor classes, [Target] Tensor t, [Target] Indices label) =>
                LossFunctions.MeanSquaredError(mean, t) + LossFunctions.SparseCategoricalCrossEntropy(classes, label);
        }
        """);

    private static void Clean(string source) => Assert.Empty(GeneratorHarness.Diagnose(source));
}
