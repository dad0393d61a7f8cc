import Foundation
import Testing

/// A proxy in front of a broker on loopback that hands on late what clients send.
final class LateProxy {
    let url: String
    private let child: Child

    init(to port: UInt16, late microseconds: Int, in folder: Workspace) throws {
        child = try Child(
            [
                "python3", Project.path("Tests/EndToEndTests/Scripts/late.py"), "\(port)",
                "\(microseconds)",
            ], in: folder)
        url = "mqtt://127.0.0.1:" + (try child.line(with: "at ").dropFirst("at ".count))
    }

    /// It and all its connections are gone.
    func die() throws {
        child.send(SIGKILL)
        _ = try child.outcome(within: 10)
    }
}
