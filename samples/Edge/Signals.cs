namespace Edge;

/// <summary>
/// Sounds of one second that stand in for spoken words: twelve kinds, each with random pitch, loudness, start and noise.
/// There are no recordings here; a network that tells these apart has the size, and the work, of one for keywords.
/// </summary>
public static class Signals
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>The kinds.</summary>
    public const int Classes = 12;

    /// <summary>What the kinds are called.</summary>
    public static readonly string[] Names =
    [
        "silence", "noise", "low tone", "high tone", "rising", "falling", "warble", "tremolo", "clicks", "two tones", "dee-doo", "swell",
    ];

    /// <summary>One second of a kind, the same for the same number.</summary>
    public static void Make(int kind, int number, Span<float> signal)
    {
        var random = new Random(7919 * number + kind);
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        double pitch = Between(500, 1500), loudness = Between(0.1, 1), noise = Between(0.01, 0.15), other = Between(1.3, 1.8);
        double start = Between(0, 0.3), length = Between(0.4, 0.7), rate = Between(4, 9);
        if (kind == 2) pitch = Between(150, 450);
        if (kind == 3) pitch = Between(1800, 3600);
        var phase = 0.0;
        for (var i = 0; i < Rate; i++)
        {
            var time = (double)i / Rate;
            var within = (time - start) / length;            // 0 to 1 while it sounds
            var wave = Math.Sin(2 * Math.PI * rate * time);
            var frequency = kind switch
            {
                4 => pitch * Math.Pow(2, within),
                5 => pitch * Math.Pow(2, 1 - within),
                6 => pitch * (1 + 0.25 * wave),
                10 => wave > 0 ? pitch : pitch * other,
                _ => pitch,
            };
            phase += 2 * Math.PI * frequency / Rate;
            var sounds = within is >= 0 and <= 1;
            var value = kind switch
            {
                0 => 0,
                1 => sounds ? Between(-1, 1) : 0,
                7 => Math.Sin(phase) * (0.5 + 0.5 * wave),
                8 => (int)(time * rate * 2) != (int)((time - 1.0 / Rate) * rate * 2) ? 3 : 0,
                9 => 0.5 * Math.Sin(phase) + 0.5 * Math.Sin(phase * other),
                11 => Between(-1, 1) * within,
                _ => Math.Sin(phase),
            };
            signal[i] = (float)((sounds ? loudness * value : 0) + Between(-noise, noise));
        }
    }
}
