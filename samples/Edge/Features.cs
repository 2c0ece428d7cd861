namespace Edge;

/// <summary>
/// Mel-frequency cepstral coefficients, as keyword spotters take them: windows of 40 ms every 20 ms, their power
/// spectrum in 40 triangular bands equally wide on the mel scale (O'Shaughnessy: 1127 · ln(1 + f / 700)) from 20 to
/// 4,000 Hz, logarithms, and the first ten coefficients of their cosine transform.
/// </summary>
public static class Features
{
    public const int Frames = 49, Coefficients = 10;

    private const int Window = 640, Hop = 320, Size = 1024, Bands = 40;
    private const double Lowest = 20, Highest = 4000, Scale = 0.05;

    private static readonly double[] Hann = [.. Enumerable.Range(0, Window).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Window))];
    private static readonly double[,] Filters = MakeFilters();

    /// <summary>The coefficients of one second, frame by frame, scaled to about −3 to 3.</summary>
    public static void Extract(ReadOnlySpan<float> signal, Span<float> features)
    {
        Span<double> real = stackalloc double[Size], imaginary = stackalloc double[Size], logarithms = stackalloc double[Bands];
        for (var frame = 0; frame < Frames; frame++)
        {
            real.Clear();
            imaginary.Clear();
            for (var i = 0; i < Window; i++) real[i] = Hann[i] * signal[frame * Hop + i];
            Transform(real, imaginary);
            for (var band = 0; band < Bands; band++)
            {
                var energy = 1e-3;
                for (var k = 0; k < Size / 2; k++)
                    energy += Filters[band, k] * (real[k] * real[k] + imaginary[k] * imaginary[k]);
                logarithms[band] = Math.Log(energy);
            }
            for (var c = 0; c < Coefficients; c++)
            {
                var sum = 0.0;
                for (var band = 0; band < Bands; band++)
                    sum += logarithms[band] * Math.Cos(Math.PI * c * (band + 0.5) / Bands);
                features[frame * Coefficients + c] = (float)(Scale * sum);
            }
        }
    }

    private static double[,] MakeFilters()
    {
        static double Mel(double frequency) => 1127 * Math.Log(1 + frequency / 700);
        var filters = new double[Bands, Size / 2];
        var (low, high) = (Mel(Lowest), Mel(Highest));
        var step = (high - low) / (Bands + 1);
        for (var band = 0; band < Bands; band++)
            for (var k = 1; k < Size / 2; k++)
            {
                var distance = (Mel((double)k * Signals.Rate / Size) - low) / step - (band + 1);
                filters[band, k] = Math.Max(0, 1 - Math.Abs(distance));
            }
        return filters;
    }

    // Cooley and Tukey, in place: bits reversed, then butterflies.
    private static void Transform(Span<double> real, Span<double> imaginary)
    {
        for (int i = 1, j = 0; i < Size; i++)
        {
            var bit = Size >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (real[i], real[j]) = (real[j], real[i]);
        }
        for (var length = 2; length <= Size; length *= 2)
            for (var k = 0; k < length / 2; k++)
            {
                var (sine, cosine) = Math.SinCos(-2 * Math.PI * k / length);
                for (var i = k; i < Size; i += length)
                {
                    var j = i + length / 2;
                    var (re, im) = (cosine * real[j] - sine * imaginary[j], sine * real[j] + cosine * imaginary[j]);
                    (real[j], imaginary[j]) = (real[i] - re, imaginary[i] - im);
                    (real[i], imaginary[i]) = (real[i] + re, imaginary[i] + im);
                }
            }
    }
}
