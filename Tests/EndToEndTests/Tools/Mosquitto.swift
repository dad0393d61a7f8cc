import Foundation
import Testing

/// A real Mosquitto on a port of its own, which can die and come back.
final class Mosquitto {
    static let program = "/usr/sbin/mosquitto"

    let port: UInt16
    var url: String { "mqtt://127.0.0.1:\(port)" }
    private let folder: Workspace
    private var child: Child?

    /// - Parameter access: lines about who may do what, in place of everyone.
    init(in folder: Workspace, access: String = "allow_anonymous true") throws {
        try Need.tool(Self.program)
        self.folder = folder
        port = try Port.free()
        // As root it would become another user, who could not read its file.
        try folder.write(
            """
            user root
            listener \(port) 127.0.0.1
            \(access)
            persistence false
            log_dest none
            max_queued_messages 0
            max_inflight_messages 1000

            """, to: "mosquitto.conf")
        try start()
    }

    func start() throws {
        child = try Child([Self.program, "-c", "mosquitto.conf"], in: folder)
        try Port.waitForListener(at: port)
    }

    /// The number of its process.
    var pid: pid_t {
        get throws { try #require(child).pid }
    }

    /// Ends it without a word to its clients.
    func die() throws {
        child?.send(SIGKILL)
        _ = try child?.outcome(within: 10)
    }

    /// It keeps its connections and does nothing, until ``thaw()``.
    func freeze() { child?.send(SIGSTOP) }

    func thaw() { child?.send(SIGCONT) }
}
