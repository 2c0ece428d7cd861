namespace ModelGen;

/// <summary>Writes files in one piece.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes the file so that at every moment, whatever happens, the path holds either what it held before or all of
    /// the new file: to a temporary file beside it, which is flushed to the disk and then takes its name.
    /// </summary>
    public static void Write(string path, Action<FileStream> write)
    {
        path = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
