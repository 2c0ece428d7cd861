namespace ModelGen.Cuda;

/// <summary>What the driver's functions return (<c>CUresult</c>): those results that are told apart here.</summary>
internal enum CudaResult
{
    Success = 0,
    OutOfMemory = 2,
    StubLibrary = 34,
    NoDevice = 100,
    InvalidPtx = 218,
    AssemblerNotFound = 221,
    UnsupportedPtxVersion = 222,
    DriverMismatch = 803,
}

internal static class CudaResults
{
    /// <summary>
    /// The context is broken for good: the driver returns this from every later call too, until the process has ended.
    /// </summary>
    public static bool IsFatal(this CudaResult result) => (int)result is
        4 or                                    // the driver is shutting down
        214 or 220 or                           // memory that could not be corrected, a link to another GPU
        700 or 702 or 709 or 710 or             // a wrong address, too long, its context is gone, an assertion
        (>= 714 and <= 719) or                  // how else a kernel can fail
        911 or 999;                             // an external device, anything else

    /// <summary>What happened on the device, as the end of a sentence.</summary>
    public static string Reason(this CudaResult result) => (int)result switch
    {
        214 => "its memory had an error that could not be corrected",
        220 => "its link to another GPU failed",
        700 => "a kernel accessed memory that is not its own",
        702 => "a kernel ran for longer than the system allows",
        714 or 715 or 716 or 717 or 718 or 719 => "a kernel failed",
        _ => "the driver has lost it",
    };
}
