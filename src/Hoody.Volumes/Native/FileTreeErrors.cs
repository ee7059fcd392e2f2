using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

/// <summary>Makes the exceptions of import and export: the path as the caller wrote its root, then what failed, then the next step.</summary>
internal sealed class FileTreeErrors(string root)
{
    /// <param name="path">The entry, seen from the root.</param>
    /// <param name="problem">Continues the sentence that begins with the path: "cannot be read".</param>
    /// <param name="error">What the system answered.</param>
    public FileTreeException Of(TreePath path, string problem, Errno error) =>
        error is Errno.ELOOP or Errno.EXDEV
            ? new UnsafePathException(PathOf(path), $"{problem}: a symbolic link stands in the way") { ErrorName = error.Name() }
            : new FileTreeException(PathOf(path), $"{problem} ({error.Name()}){NextStep(error)}") { ErrorName = error.Name() };

    public FileTreeException Of(TreePath path, string problem) => new(PathOf(path), problem);

    public UnsafePathException Unsafe(TreePath path, string problem) => new(PathOf(path), problem);

    private string PathOf(TreePath path) => path.IsRoot ? root : $"{root.TrimEnd('/')}/{path.ToShortString()}";

    private static string NextStep(Errno error) => error switch
    {
        Errno.ENOSPC or Errno.EDQUOT => "; free some space and run it again",
        Errno.EACCES or Errno.EPERM => "; run it as a user who may",
        Errno.EMFILE or Errno.ENFILE => "; raise the limit on open files",
        Errno.EEXIST => "; something came there meanwhile, or the file system takes two names of the tree for one",
        Errno.EROFS => "; the file system is mounted read-only",
        _ => "",
    };
}
