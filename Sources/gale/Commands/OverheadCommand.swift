import Base
import Fleet
import Glibc
import Reactor
import Reports
import Scenarios
import Transports

extension Command {
    static let overhead = Command(
        "overhead", summary: "Measure what a message costs by each transport, in bytes and money.",
        details: """
            The same message goes by mqtt, mqtts, ws, wss, http and https, at QoS 0 and 1, over
            real sockets. Without --broker all six are the embedded broker's, on loopback, with
            mutual TLS.

            Measured, and counted to the byte:
              bytes     of a message and its acknowledgement, one at a time, by layer: payload,
                        topic, MQTT, WebSocket, HTTP, TLS records and handshake; headers of TCP
                        and IP from the segments that the kernel counted. Nobody subscribes, which
                        a PUBACK of MQTT 5.0 says in a byte of its own
              opening   bytes, time, round trips and processor time of a connection and its end
              pings     bytes of PINGREQ and PINGRESP, and what they add to a day
              rates     messages a second on one connection, in rounds, each row in turn: many on
                        their way (HTTP has one), and one that waits for its answer; at QoS 0
                        until the broker has read all, proved by a ping
              CPU       of gale's own thread, a message in a write: the client's session, its
                        layers and the kernel's work for its socket; not the server's
            https is measured twice: over one connection, and with a new one for each message.

            Not measured: a radio's energy, and what round trips of a real network add to each wait.
            Rates are of this machine, which both ends share where they are on loopback.
            """,
        takes: 0...0, options: Option.overhead, defaults: OverheadOptions()
    ) { options, _ in
        try options.check()
        return try OverheadCommand(options).run()
    }
}

/// A survey from its servers to its report.
private struct OverheadCommand {
    let options: OverheadOptions
    /// Made before any thread, so that all leave the signals to this one.
    let interrupt = Interrupt()

    init(_ options: OverheadOptions) { self.options = options }

    func run() throws -> ExitCode {
        let tariffs = try OverheadTariffs.read(options.tariffs)
        let started = WallClock.now()
        let began = EpollLoop.clock()
        let security = options.play.security
        let server =
            options.brokers.isEmpty
            ? try OverheadServer(embedded: security, started)
            : try OverheadServer(
                options.brokers, security, epochSeconds: started.milliseconds / 1000)
        defer { server.stop() }
        let folder = try ReportFolder(options.play.reportFolder, insteadOf: "overhead")
        var report = try folder.during {
            do {
                return try self.report(of: server, origin: started.origin)
            } catch {
                throw (error as? OverheadTrouble)?.failure ?? error
            }
        }
        report.started = started.text
        report.duration = .nanoseconds(EpollLoop.clock() - began)
        report.price(by: tariffs)
        try folder.write(OverheadFormat.all.map { ($0.fileName, $0.print(report)) })
        if options.play.isQuiet {
            print(report.headline)
        } else {
            print(OverheadFormat.text.print(report), terminator: "")
            print("\nReport: \(folder.path)/overhead.html")
        }
        return .allWell
    }

    private func report(
        of server: OverheadServer, origin: Int64
    ) throws -> OverheadReport {
        var order = options.order
        order.origin = origin
        let isLocal = server.subjects.allSatisfy(\.endpoint.isLoopback)
        // Others may hold an acknowledgement back for longer than this machine does.
        if !isLocal { order.pause = .milliseconds(250) }
        let line = StepLine(isQuiet: options.play.isQuiet)
        var survey = OverheadSurvey(order, of: server.subjects) { step in
            line.show(step)
            return !interrupt.comes(within: .zero)
        } mayContinue: {
            !interrupt.comes(within: .zero)
        }
        defer { line.end() }
        try survey.run()
        var report = OverheadReport()
        report.insecure = options.play.security.isInsecure
        report.about = "telemetry"
        report.payload = order.payload
        report.topic = order.topic
        report.path = isLocal ? "loopback" : ""
        report.window = order.window
        report.rows = survey.rows
        report.whatIfs = survey.whatIfs
        report.notes = survey.notes + server.notes
        report.servers = server.brokers
        report.habit.interval = options.interval
        report.habit.receivers = options.receivers
        report.habit.reconnects = options.reconnects
        report.habit.devices = options.devices
        report.gale.version = Gale.version
        report.host = Host.facts
        return report
    }
}

extension OverheadTrouble {
    fileprivate var failure: Failure {
        switch kind {
        case .unreachable, .refused: Failure(.brokerUnreachable, message)
        case .interrupted:
            Failure(.interrupted, "interrupted before all was measured; nothing was written")
        case .ours: Failure(.ourFault, message)
        }
    }
}
