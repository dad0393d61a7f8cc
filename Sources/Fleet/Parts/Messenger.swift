import Base
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Carries the letters of a ``Meeting`` over a connection of its own, from the first hello to the
/// last page of counts.
struct Messenger<Net: Network> {
    /// How often it looks at what the loops have told.
    private static var glance: Duration { .milliseconds(20) }
    /// From a lost connection to the next attempt.
    private static var pause: Duration { .milliseconds(500) }
    /// How long the last letters may take.
    private static var farewell: Duration { .seconds(5) }
    /// Larger than any letter.
    private static var mostBytes: Int { 4 << 20 }

    private var net: Net
    private var session = ClientSession(SessionSettings(window: 20, backlog: .max))
    private var output = Output()
    private var posts: [Meeting.Post] = []
    private var leftover: [UInt8] = []
    private let scratch = ReceiveBuffer()
    private var meeting: Meeting
    private let roster: Roster
    private let settings: RunSettings
    private let conductor: Conductor
    private let abroad: Abroad
    private var isSubscribed = false
    private var isOpen = false
    private var opensAt = Instant.zero
    /// Why there is no connection.
    private var obstacle: String?
    private var told: [StreamCount]?
    private var revision = 0
    private var endsAt = Instant.never

    init(
        _ roster: Roster, _ settings: RunSettings, _ abroad: Abroad, conductor: Conductor, net: Net
    ) {
        self.net = net
        self.roster = roster
        self.settings = settings
        self.conductor = conductor
        self.abroad = abroad
        meeting = Meeting(
            abroad.settings, cast: abroad.cast, plan: roster.fingerprint,
            at: settings.stamp(net.now))
    }

    /// Returns once the run is over and everything is told.
    mutating func run() {
        while true {
            glance()
            if isOver { break }
            let limit = net.now + Self.glance
            if let event = net.next(until: min(limit, max(net.now, instant(meeting.deadline)))) {
                take(event)
            }
        }
        sayGoodbye()
    }

    private var stamp: Int64 { settings.stamp(net.now) }

    private func instant(_ stamp: Int64) -> Instant {
        let (nanoseconds, overflow) =
            stamp.subtractingReportingOverflow(settings.epochMilliseconds * 1_000_000)
        return overflow ? (stamp > 0 ? .never : .zero) : Instant(nanoseconds: nanoseconds)
    }

    private mutating func take(_ event: NetworkEvent) {
        net.refresh()
        output.clear()
        switch event {
        case .connected:
            leftover = []
            session.open(connect, at: net.now, into: &output)
        case .readable: read()
        case .closed(_, let closure):
            if case .failed(let error) = closure { obstacle = error.message }
            lost()
        case .due, .drained, .accepted, .woken: break
        }
        settle()
    }

    /// What is due, and what the loops have told meanwhile.
    private mutating func glance() {
        net.refresh()
        output.clear()
        if !isOpen, net.now >= opensAt {
            isOpen = true
            net.open(
                Link(0), to: settings.backEnd ?? settings.endpoint, timeout: settings.connectTimeout
            )
        }
        session.tick(at: net.now, into: &output)
        meeting.tick(
            applicationsAreReady: conductor.applicationsAreReady, at: stamp, into: &posts)
        if case .failed(let message) = meeting.state {
            let reason = isSubscribed ? "" : obstacle.map { " (\($0))" } ?? ""
            conductor.fail(.unreachable, message + reason)
        }
        if case .begun(let start) = meeting.state, conductor.start == .never {
            fixClocks()
            conductor.begin(exactlyAt: instant(start))
        }
        tellCounts()
        settle()
        compareClocks()
    }

    private mutating func read() {
        let count = net.read(Link(0), into: scratch.bytes)
        net.refresh()
        let all = leftover + scratch.bytes[..<count]
        leftover = []
        var at = 0
        all.withUnsafeBytes { bytes in
            while let frame = try? Frame.first(in: bytes, from: at, limit: Self.mostBytes) {
                let whole = UnsafeRawBufferPointer(rebasing: bytes[at..<frame.end])
                at = frame.end
                if let arrival = session.receive(frame: whole, at: net.now, into: &output),
                    let letter = Letter(Array(whole[arrival.payload]))
                {
                    take(letter)
                }
            }
        }
        leftover = Array(all[at...])
        if leftover.count > Self.mostBytes { lost() }
    }

    private mutating func take(_ letter: Letter) {
        let abroad = abroad
        meeting.receive(
            letter, at: stamp, isOwn: { abroad.owns($1, $0) }, into: &posts)
        guard let peer = meeting.peers.first(where: { $0.id == letter.from }) else { return }
        if case .counts = letter.content, let counts = peer.book.counts {
            abroad.told(counts, by: peer.hello.names, audience: roster.audience)
        }
        abroad.left(peer.hello.names, isGone: peer.isGone)
    }

    /// Deals with what the session says and writes what is to be sent.
    private mutating func settle() {
        for notice in output.notices {
            switch notice {
            case .connected:
                let wanted = [meeting.topics.all, meeting.topics.own].map {
                    Subscription($0, qos: .atLeastOnce)
                }
                _ = session.subscribe(wanted, at: net.now, into: &output)
            case .subscribed(_, let reasons):
                isSubscribed = true
                guard let refusal = reasons.first(where: \.isFailure) else { continue }
                conductor.fail(
                    .refused,
                    "the broker refused the subscription to \(meeting.topics.all), by which gales "
                        + "find each other: \(refusal)")
            case .closing(let cause):
                obstacle = cause.sentence(version)
                write()
                lost()
            default: break
            }
        }
        output.notices.removeAll(keepingCapacity: true)
        if isSubscribed {
            for post in posts {
                let publish = Publish(
                    topic: post.topic, payload: post.letter.bytes,
                    qos: post.mustArrive ? .atLeastOnce : .atMostOnce)
                _ = session.publish(publish, due: net.now, at: net.now, into: &output)
            }
            posts.removeAll(keepingCapacity: true)
        } else {
            // What is old when the connection stands is of no use; it is said again.
            posts.removeAll { !$0.isLasting }
        }
        write()
    }

    private mutating func write() {
        guard !output.bytes.isEmpty else { return }
        net.write(Link(0), output.bytes.bytes)
        output.bytes.removeAll()
    }

    private mutating func lost() {
        net.close(Link(0), abort: true)
        isOpen = false
        isSubscribed = false
        leftover = []
        opensAt = net.now + Self.pause
        session.lost(at: net.now, into: &output)
    }
}

extension Messenger {
    private var version: Version { client?.version ?? .v5 }

    /// Whose user name and password serve here too.
    private var client: ClientPlan? {
        let names = abroad.settings.names
        return roster.plan.fleets.first { names.contains($0.name) }?.client
            ?? roster.plan.applications.first { names.contains($0.name) }?.client
    }

    private var connect: Connect {
        let credentials = settings.endpoint.credentials
        return Connect(
            version: version, clientID: "gale-\(abroad.settings.id)", keepAlive: 30,
            will: Will(
                topic: meeting.topics.all, payload: meeting.lastWord.bytes, qos: .atLeastOnce),
            userName: client?.userName ?? credentials?.user,
            password: (client?.password ?? credentials?.password).map { Array($0.utf8) })
    }

    /// Sends what this gale published once all loops know it, and again if it was more.
    private mutating func tellCounts() {
        guard let counts = abroad.ownCounts(loops: settings.loops), counts != told else { return }
        told = counts
        revision += 1
        posts += meeting.post(counts, revision: revision)
    }

    /// The shift of due instants stays what it is now.
    private func fixClocks() {
        for peer in meeting.peers {
            guard let estimate = peer.clock.estimate(at: stamp) else { continue }
            let shift = Int64((Double(estimate.offset) / 1e6).rounded())
            for name in peer.hello.names {
                abroad.set(
                    Abroad.Clock(offset: estimate.offset, error: estimate.error, shift: shift),
                    of: name)
            }
        }
    }

    /// Tells the loops how far the other clocks are off by now, and keeps the worst error.
    private func compareClocks() {
        guard case .begun = meeting.state, abroad.loopsEnded < settings.loops else { return }
        let before = abroad.clocks
        abroad.clocks = meeting.peers.compactMap { peer in
            let names = peer.hello.names
            guard let estimate = peer.clock.estimate(at: stamp) else { return nil }
            for name in names { abroad.update(estimate, of: name) }
            let worst = before.first { $0.names == names }?.error ?? 0
            return PeerClock(
                names: names, offset: estimate.offset, error: max(worst, estimate.error),
                echoes: peer.clock.echoes, contradictions: peer.clock.contradictions)
        }
    }

    /// Whether the loops have ended and the last letters are there, or will never be.
    private var isOver: Bool {
        mutating get {
            guard abroad.loopsEnded == settings.loops else { return false }
            // One more glance, at what the last of them told.
            guard endsAt < .never else {
                endsAt = net.now + Self.farewell
                return false
            }
            return conductor.whyFailed != nil || net.now >= endsAt
                || posts.isEmpty && session.undone == 0
        }
    }

    /// Leaves with a last word, so that nobody waits for more.
    private mutating func sayGoodbye() {
        output.clear()
        if isSubscribed {
            posts = [
                Meeting.Post(
                    topic: meeting.topics.all, letter: meeting.lastWord, mustArrive: false)
            ]
            settle()
        }
        session.disconnect(at: net.now, into: &output)
        write()
        net.close(Link(0), abort: false)
    }
}

extension Meeting.Post {
    /// Whether it still says something new when it is late.
    fileprivate var isLasting: Bool {
        if case .counts = letter.content { true } else { false }
    }
}
