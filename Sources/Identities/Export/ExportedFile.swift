/// A file of an export.
package struct ExportedFile: Sendable {
    /// Relative to the folder, with `/` between levels; never outside of it.
    package let path: String
    package let text: String
    /// Whether it is for its owner alone.
    package let isSecret: Bool
}

extension ExportedFile: CustomStringConvertible, CustomReflectable {
    package var description: String { path }
    package var customMirror: Mirror { Mirror(self, children: ["path": path]) }
}
