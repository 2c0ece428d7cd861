using ModelGen.Numerics;

namespace ModelGen.Tests.Numerics;

public class SimdTests
{
    private static readonly float[] Values =
        [0, -0f, 1, -1, 0.5f, -2.5f, 3.5f, 1e-40f, -7e30f, 123.25f, -0.75f, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 9];

    private delegate T Unary<T>(T a) where T : struct, ISimd<T>;

    private delegate T Binary<T>(T a, T b) where T : struct, ISimd<T>;

    private static void Check<T>(string what, Unary<T> actual, Func<float, float> expected, float[]? inputs = null) where T : struct, ISimd<T>
    {
        inputs ??= Values;
        var result = new float[(int)T.Length];
        for (var shift = 0; shift < inputs.Length; shift++)
        {
            var x = Enumerable.Range(0, result.Length).Select(i => inputs[(i + shift) % inputs.Length]).ToArray();
            actual(T.Load(ref x[0], 0)).Store(ref result[0], 0);
            for (var i = 0; i < result.Length; i++)
                Assert.True(expected(x[i]).Equals(result[i]), $"{typeof(T).Name}.{what}({x[i]:G9}) = {result[i]:G9}, expected {expected(x[i]):G9}");
        }
    }

    private static void Check<T>(string what, Binary<T> actual, Func<float, float, float> expected) where T : struct, ISimd<T>
    {
        foreach (var right in Values)
            Check<T>($"{what}(·, {right})", a => actual(a, T.Create(right)), a => expected(a, right));
    }

    private sealed class Arithmetic : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            Check<T>("Add", (a, b) => a + b, (a, b) => a + b);
            Check<T>("Subtract", (a, b) => a - b, (a, b) => a - b);
            Check<T>("Multiply", (a, b) => a * b, (a, b) => a * b);
            Check<T>("Divide", (a, b) => a / b, (a, b) => a / b);
            Check<T>("Max", T.Max, MathF.Max);
            Check<T>("Min", T.Min, MathF.Min);
            foreach (var bound in Values.Where(value => !float.IsNaN(value)))
            {
                Check<T>($"Max(·, constant {bound})", a => T.Max(a, bound), a => MathF.Max(a, bound));
                Check<T>($"Min(·, constant {bound})", a => T.Min(a, bound), a => MathF.Min(a, bound));
            }
            Check<T>("Negate", T.Negate, a => -a);
            Check<T>("Abs", T.Abs, MathF.Abs);
            Check<T>("Sqrt", T.Sqrt, MathF.Sqrt);
            Check<T>("Round", T.Round, MathF.Round);
            Check<T>("Floor", T.Floor, MathF.Floor);
            Check<T>("Scale", n => T.Scale(T.Create(1.25f), n), n => MathF.ScaleB(1.25f, (int)n), [-240, -160, -150, -149, -130, -127, -126, -3, -1, 0, 1, 127, 128, 200, 250]);
            Check<T>("MultiplyAdd", (a, b) => T.MultiplyAdd(a, b, T.Create(0.5f)), (a, b) => a * b + 0.5f);
            float[] factor = [7, 0.5f];
            Check<T>("MultiplyAdd", a => T.MultiplyAdd(a, ref factor[0], 1, T.Create(3)), a => a * 0.5f + 3);
        }
    }

    private sealed class Choices : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            Check<T>("Greater", T.Greater, (a, b) => a > b ? 1 : 0);
            Check<T>("GreaterOrEqual", T.GreaterOrEqual, (a, b) => a >= b ? 1 : 0);
            Check<T>("Less", T.Less, (a, b) => a < b ? 1 : 0);
            Check<T>("LessOrEqual", T.LessOrEqual, (a, b) => a <= b ? 1 : 0);
            Check<T>("Equal", T.Equal, (a, b) => a == b ? 1 : 0);
            Check<T>("NotEqual", T.NotEqual, (a, b) => a != b ? 1 : 0);
            Check<T>("WhereEqual", (a, b) => T.WhereEqual(b, T.Create(2), a), (a, b) => b == 2 ? a : 0);
            Check<T>("WherePositive", (a, b) => T.WherePositive(b, a), (a, b) => b > 0 ? a : 0);
            Check<T>("WhereGreater", (a, b) => T.WhereGreater(a, b, T.Create(5), a), (a, b) => a > b ? 5 : a);
            Check<T>("Select", (a, b) => T.Select(a, b, T.Create(3)), (a, b) => a != 0 ? b : 3);
        }
    }

    private sealed class Integers : IWidthCheck
    {
        private static float Bits(uint bits) => BitConverter.UInt32BitsToSingle(bits);

        private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

        public void Run<T>() where T : struct, ISimd<T>
        {
            Check<T>("AddIntegers", T.AddIntegers, (a, b) => Bits(Bits(a) + Bits(b)));
            Check<T>("SubtractIntegers", T.SubtractIntegers, (a, b) => Bits(Bits(a) - Bits(b)));
            Check<T>("MultiplyIntegers", T.MultiplyIntegers, (a, b) => Bits(Bits(a) * Bits(b)));
            Check<T>("Xor", T.Xor, (a, b) => Bits(Bits(a) ^ Bits(b)));
            Check<T>("And", T.And, (a, b) => Bits(Bits(a) & Bits(b)));
            Check<T>("ShiftLeft", a => T.ShiftLeft(a, 3), a => Bits(Bits(a) << 3));
            Check<T>("ShiftRight", a => T.ShiftRight(a, 23), a => Bits(Bits(a) >> 23));
            Check<T>("ShiftRightSigned", a => T.ShiftRightSigned(a, 23), a => Bits((uint)((int)Bits(a) >> 23)));
            Check<T>("ToFloats", T.ToFloats, a => (int)Bits(a));
            var counted = new float[(int)T.Length];
            T.CountFrom(uint.MaxValue - 1).Store(ref counted[0], 0);
            for (var i = 0; i < counted.Length; i++) Assert.Equal(uint.MaxValue - 1 + (uint)i, Bits(counted[i]));
            T.SwapPairs(T.CountFrom(0)).Store(ref counted[0], 0);
            for (var i = 0; i < counted.Length; i++) Assert.Equal((uint)i ^ 1, Bits(counted[i]));
            T.CreateIntegers(0xDEADBEEF).Store(ref counted[0], 0);
            Assert.All(counted, lane => Assert.Equal(0xDEADBEEF, Bits(lane)));
        }
    }

    private sealed class Memory : IWidthCheck
    {
        public void Run<T>() where T : struct, ISimd<T>
        {
            var n = (int)T.Length;
            var source = Enumerable.Range(1, n).Select(i => (float)i).ToArray();
            for (var count = -1; count <= n + 1; count++)
            {
                var kept = Math.Clamp(count, 0, n);
                var loaded = new float[n];
                // the array ends where the last float that may be read lies
                var exact = new float[3 + kept];
                source.AsSpan(0, kept).CopyTo(exact.AsSpan(3));
                T.LoadFirst(ref exact[0], 3, kept).Store(ref loaded[0], 0);
                Assert.Equal([.. source.Take(kept), .. new float[n - kept]], loaded);

                var target = Enumerable.Repeat(-1f, n + 5).ToArray();
                T.Load(ref source[0], 0).StoreFirst(ref target[0], 2, count);
                Assert.Equal([-1, -1, .. source.Take(kept), .. Enumerable.Repeat(-1f, n + 3 - kept)], target);
            }

            var bytes = Enumerable.Range(0, n + 2).Select(i => (byte)(i * 37 + 200)).ToArray();
            var copy = new byte[n + 2];
            var floats = new float[n];
            T.LoadBytes(ref bytes[0], 1).Store(ref floats[0], 0);
            Assert.Equal(bytes.Skip(1).Take(n).Select(b => (float)b), floats);
            T.Load(ref floats[0], 0).StoreBytes(ref copy[0], 1);
            Assert.Equal([0, .. bytes.Skip(1).Take(n), 0], copy);

            T.Broadcast(ref source[0], 2).Store(ref floats[0], 0);
            Assert.All(floats, lane => Assert.Equal(3, lane));
            for (var i = 0; i < n; i++)
            {
                (source[i], source[0]) = (source[0], source[i]);
                Assert.Equal(n * (n + 1) / 2, T.Sum(T.Load(ref source[0], 0)));
                Assert.Equal(n, T.Max(T.Load(ref source[0], 0)));
                Assert.Equal(1, T.Min(T.Load(ref source[0], 0)));
            }
        }
    }

    private sealed class Halves : IWidthCheck
    {
        // The nearest of the two neighbours with an empty lower half; of two equally near ones the even one.
        private static float Rounded(float value)
        {
            if (!float.IsFinite(value)) return value;
            var below = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000);
            var above = BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000) + 0x1_0000);
            var (down, up) = (Math.Abs((double)value - below), Math.Abs((float.IsFinite(above) ? above : Math.CopySign(Math.ScaleB(1, 128), value)) - value));
            return down < up || (down == up && (BitConverter.SingleToUInt32Bits(below) & 0x1_0000) == 0) ? below : above;
        }

        public void Run<T>() where T : struct, ISimd<T>
        {
            var n = (int)T.Length;
            var random = new Random(5);
            float[] numbers =
            [
                .. Values, 1.00390625f, 1.01171875f, 3.4e38f, -3.4e38f, float.MaxValue, float.Epsilon, 1.17549e-38f,
                .. Enumerable.Range(0, 400).Select(_ => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32))),
            ];
            while (numbers.Length % n != 0) numbers = [.. numbers, 1];
            var halves = new BFloat16[numbers.Length + 1];
            var back = new float[numbers.Length];
            for (var i = 0; i < numbers.Length; i += n)
            {
                T.Load(ref numbers[i], 0).Store(ref halves[0], (nuint)i + 1);
                T.Load(ref halves[0], (nuint)i + 1).Store(ref back[0], (nuint)i);
            }
            for (var i = 0; i < numbers.Length; i++)
            {
                Assert.True(Rounded(numbers[i]).Equals(back[i]), $"{typeof(T).Name}: {numbers[i]:G9} became {back[i]:G9}, expected {Rounded(numbers[i]):G9}");
                Assert.True(back[i].Equals((float)(BFloat16)numbers[i]), $"(BFloat16){numbers[i]:G9}");
            }

            for (var count = 0; count <= n; count++)
            {
                BFloat16[] exact = [default, .. Enumerable.Range(1, count).Select(i => (BFloat16)(float)i)];
                var loaded = new float[n];
                T.LoadFirst(ref exact[0], 1, count).Store(ref loaded[0], 0);
                Assert.Equal([.. Enumerable.Range(1, count).Select(i => (float)i), .. new float[n - count]], loaded);

                var target = Enumerable.Repeat((BFloat16)(-1f), n + 2).ToArray();
                T.Create(3).StoreFirst(ref target[0], 1, count);
                Assert.Equal([-1, .. Enumerable.Repeat(3f, count), .. Enumerable.Repeat(-1f, n + 1 - count)], target.Select(half => (float)half));
            }
            sbyte[] bytes = [.. Enumerable.Range(0, n + 1).Select(i => (sbyte)(i * 91 - 127))];
            var widened = new float[n];
            T.Load(ref bytes[0], 1).Store(ref widened[0], 0);
            Assert.Equal(bytes.Skip(1).Select(number => (float)number), widened);

            BFloat16[] factor = [(BFloat16)7f, (BFloat16)0.5f];
            Check<T>("MultiplyAdd", a => T.MultiplyAdd(a, ref factor[0], 1, T.Create(3)), a => a * 0.5f + 3);
            Check<T>("Broadcast", a => a + T.Broadcast(ref factor[0], 1), a => a + 0.5f);
        }
    }

    [Fact]
    public void Numbers_of_half_the_size_are_rounded_to_the_nearest() => Widths.ForEach(new Halves());

    [Fact]
    public void Transposed_tiles_convert_between_sizes()
    {
        foreach (var (rows, columns) in new[] { (16, 16), (5, 16), (16, 3), (7, 9), (1, 1) })
        {
            var source = Enumerable.Range(0, 16 * 20).Select(i => (float)i).ToArray();      // below 2⁸, and even above: exact
            for (var i = 0; i < source.Length; i++) source[i] -= source[i] > 256 ? source[i] % 2 : 0;
            BFloat16[] halves = [.. source.Select(number => (BFloat16)number)], toHalves = new BFloat16[16 * 18], halvesToHalves = new BFloat16[16 * 18];
            var toFloats = new float[16 * 18];
            TransposedTile.Copy(ref source[0], 20, ref toHalves[0], 18, (nuint)rows, (nuint)columns);
            TransposedTile.Copy(ref halves[0], 20, ref toFloats[0], 18, (nuint)rows, (nuint)columns);
            TransposedTile.Copy(ref halves[0], 20, ref halvesToHalves[0], 18, (nuint)rows, (nuint)columns);
            for (var column = 0; column < 16; column++)
                for (var row = 0; row < 18; row++)
                {
                    var expected = row < rows && column < columns ? source[row * 20 + column] : 0;
                    Assert.Equal(expected, (float)toHalves[column * 18 + row]);
                    Assert.Equal(expected, toFloats[column * 18 + row]);
                    Assert.Equal(expected, (float)halvesToHalves[column * 18 + row]);
                }
        }
    }

    [Fact]
    public void Arithmetic_is_that_of_floats() => Widths.ForEach(new Arithmetic());

    [Fact]
    public void Comparisons_and_choices_treat_NaN_as_floats_do() => Widths.ForEach(new Choices());

    [Fact]
    public void Integer_lanes_wrap_around() => Widths.ForEach(new Integers());

    [Fact]
    public void Loads_and_stores_touch_what_they_say() => Widths.ForEach(new Memory());

    [Fact]
    public void Row_tiles_are_even_and_few()
    {
        for (var rows = 1; rows < 200; rows++)
            for (var maximum = 1; maximum <= 12; maximum++)
            {
                var tiles = new List<int>();
                for (var row = 0; row < rows; row += tiles[^1]) tiles.Add(RowTiles.Next(rows - row, maximum));
                Assert.Equal(rows, tiles.Sum());
                Assert.Equal((rows + maximum - 1) / maximum, tiles.Count);
                Assert.InRange(tiles.Max() - tiles.Min(), 0, 1);
            }
    }

    [Fact]
    public void Blocks_start_on_a_cache_line_at_zero_and_have_room_behind()
    {
        foreach (var length in new[] { 0, 1, 16, 1000 })
        {
            var block = new AlignedBlock(length);
            Assert.Equal(length, block.Span.Length);
            for (var i = 0; i < length + 64; i++)
            {
                Assert.Equal(0, block[i]);
                block[i] = 1;
            }
            Assert.Equal((nint)0, System.Runtime.CompilerServices.Unsafe.ByteOffset(
                ref System.Runtime.CompilerServices.Unsafe.NullRef<float>(), ref block[0]) % 64);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBlock(-1));
    }
}
