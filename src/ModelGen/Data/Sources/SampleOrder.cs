using System.Numerics;

namespace ModelGen;

/// <summary>
/// The sample that stands at each position. Few samples are shuffled as a list, all orders equally likely. For many it
/// would take memory that a data set on disk is meant to save: there the order is a keyed permutation, worked out
/// position by position.
/// </summary>
internal abstract class SampleOrder
{
    public const int LargestListed = 1 << 16;

    public static SampleOrder InOrder { get; } = new Identity();

    public abstract int this[int position] { get; }

    public static SampleOrder Shuffled(int count, SplitMix64 random, int largestListed = LargestListed) =>
        count <= largestListed ? new Listed(count, random) : new Keyed(count, random);

    private sealed class Identity : SampleOrder
    {
        public override int this[int position] => position;
    }

    private sealed class Listed : SampleOrder
    {
        private readonly int[] samples;

        public Listed(int count, SplitMix64 random)
        {
            samples = new int[count];
            for (var i = 0; i < count; i++)
                samples[i] = i;
            random.Shuffle(samples);
        }

        public override int this[int position] => samples[position];
    }

    /// <summary>
    /// A Feistel network, which permutes the numbers of 2h bits, walked until the number is below the count, at most
    /// four steps on average: Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002.
    /// </summary>
    private sealed class Keyed : SampleOrder
    {
        private const int Rounds = 6;

        private readonly ulong[] keys = new ulong[Rounds];
        private readonly uint count;
        private readonly int halfBits;
        private readonly uint mask;

        public Keyed(int count, SplitMix64 random)
        {
            this.count = (uint)count;
            halfBits = (BitOperations.Log2((uint)count - 1) + 2) / 2;
            mask = (1u << halfBits) - 1;
            for (var i = 0; i < Rounds; i++)
                keys[i] = random.Next();
        }

        public override int this[int position]
        {
            get
            {
                var number = (uint)position;
                do
                {
                    number = Permute(number);
                }
                while (number >= count);
                return (int)number;
            }
        }

        private uint Permute(uint number)
        {
            var (left, right) = (number >> halfBits, number & mask);
            foreach (var key in keys)
                (left, right) = (right, left ^ ((uint)new SplitMix64(key ^ right).Next() & mask));
            return (left << halfBits) | right;
        }
    }
}
