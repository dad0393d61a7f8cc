import Base
package import Measures
import Scenarios

/// How gales that play a run together find each other, begin at one instant, compare clocks and
/// tell what they published: letters and instants in, letters out.
///
/// All say hello until every name of the cast is played by exactly one of them and everybody is
/// ready; the one with the least identifier then says when the run begins. Echoes go to and fro
/// from the first hello to the end.
///
/// - Unit: nanoseconds of the clock with which this gale stamps messages.
package struct Meeting: Sendable {
    /// Echoes with everybody before the run may begin.
    package static let fewestEchoes = 64
    /// From one echo to the next once there are enough, as long as a lost one is waited for.
    private static let echoInterval: Int64 = 500_000_000
    private static let helloInterval: Int64 = 250_000_000
    /// How long somebody may be silent before the run begins.
    private static let silence: Int64 = 3_000_000_000
    /// From the decision to the beginning, for everybody to hear of it.
    private static let notice: Int64 = 500_000_000
    /// More gales than could find room on a broker.
    private static let mostPeers = 1000

    package enum State: Equatable, Sendable {
        case gathering
        /// The run begins, or began, at this instant.
        case begun(at: Int64)
        case failed(String)
    }

    /// Another gale.
    package struct Peer: Sendable {
        package let id: String
        package fileprivate(set) var hello: Letter.Hello
        package fileprivate(set) var clock: ClockOffset
        package fileprivate(set) var book = CountBook()
        /// Whether it left, or broke off.
        package fileprivate(set) var isGone = false
        fileprivate var heard: Int64
        fileprivate var nextPing: Int64
    }

    /// A letter under way, and how well it must arrive.
    package struct Post: Equatable, Sendable {
        package let topic: String
        package let letter: Letter
        package let mustArrive: Bool
    }

    package private(set) var state = State.gathering
    /// The others of this run, in the order in which they came.
    package private(set) var peers: [Peer] = []
    private let cast: [String]
    private let settings: PartSettings
    private var own: Letter.Hello
    private let patienceEnds: Int64
    private var nextHello = Int64.min

    /// - Parameters:
    ///   - cast: all names of the plan.
    ///   - plan: what all plans of the run have in common.
    package init(_ settings: PartSettings, cast: [String], plan: String, at now: Int64) {
        self.settings = settings
        self.cast = cast
        own = Letter.Hello(
            names: cast.filter(settings.names.contains), plan: plan, kernel: settings.kernel)
        patienceEnds = now.saturatingAdding(settings.patience.nanoseconds)
    }

    /// Where all of them listen, and where this one alone does.
    package var topics: (all: String, own: String) {
        let base = "gale/\(settings.together)/"
        return (base + "all", base + settings.id)
    }

    /// What the broker says in this gale's name when it breaks off.
    package var lastWord: Letter { Letter(from: settings.id, content: .gone) }

    /// When ``tick(applicationsAreReady:at:into:)`` next has something to say.
    package var deadline: Int64 {
        var deadline = nextHello
        for peer in peers where !peer.isGone { deadline = min(deadline, peer.nextPing) }
        return state == .gathering ? min(deadline, patienceEnds) : deadline
    }

    /// Says what is due.
    package mutating func tick(
        applicationsAreReady: Bool, at now: Int64, into posts: inout [Post]
    ) {
        if state == .gathering { gather(applicationsAreReady, at: now) }
        if case .failed = state { return }
        if now >= nextHello {
            nextHello = now + Self.helloInterval * (state == .gathering ? 1 : 8)
            posts.append(Post(topic: topics.all, letter: letter(.hello(own)), mustArrive: true))
        }
        for index in peers.indices where !peers[index].isGone && now >= peers[index].nextPing {
            ping(index, at: now, into: &posts)
        }
    }

    /// Takes a letter; those of this gale itself, which come back, tell it nothing.
    package mutating func receive(
        _ letter: Letter, at now: Int64, isOwn: (_ stream: Int, _ names: [String]) -> Bool,
        into posts: inout [Post]
    ) {
        guard letter.from != settings.id else { return }
        if case .hello(let hello) = letter.content { return receive(hello, letter.from, at: now) }
        guard let index = peers.firstIndex(where: { $0.id == letter.from }) else { return }
        peers[index].heard = now
        switch letter.content {
        case .hello: break
        case .ping(let sent):
            post(.answer(sent: sent, shown: now), to: index, into: &posts)
        case .answer(let sent, let shown):
            peers[index].clock.echo(sent: sent, shown: shown, came: now)
            let isEnough = peers[index].clock.echoes >= Self.fewestEchoes
            peers[index].nextPing = now + (isEnough ? Self.echoInterval : 0)
            if !isEnough { ping(index, at: now, into: &posts) }
        case .counts(let page):
            let names = peers[index].hello.names
            peers[index].book.take(page) { isOwn($0, names) }
        case .gone:
            if state == .gathering { peers.remove(at: index) } else { peers[index].isGone = true }
        }
    }

    private mutating func receive(_ hello: Letter.Hello, _ id: String, at now: Int64) {
        if let index = peers.firstIndex(where: { $0.id == id }) {
            peers[index].hello.isReady = hello.isReady
            peers[index].hello.begins = hello.begins
            peers[index].heard = now
            peers[index].isGone = false
        } else if state == .gathering, peers.count < Self.mostPeers {
            let isOneClock = !hello.kernel.isEmpty && hello.kernel == own.kernel
            peers.append(
                Peer(
                    id: id, hello: hello, clock: ClockOffset(isOneClock: isOneClock), heard: now,
                    nextPing: now))
            // So that a newcomer need not wait for the next.
            nextHello = min(nextHello, now)
        }
        follow(hello, id, at: now)
    }

    /// Begins when the one that decides has said so.
    private mutating func follow(_ hello: Letter.Hello, _ id: String, at now: Int64) {
        guard state == .gathering, let begins = hello.begins, own.isReady, id < settings.id,
            conflict == nil, peers.allSatisfy({ $0.clock.echoes >= Self.fewestEchoes }),
            let peer = peers.first(where: { $0.id == id }),
            let estimate = peer.clock.estimate(at: now)
        else { return }
        state = .begun(at: begins.saturatingAdding(-estimate.offset))
    }
}

extension Meeting {
    private mutating func gather(_ applicationsAreReady: Bool, at now: Int64) {
        peers.removeAll { now - $0.heard > Self.silence }
        if let conflict = conflict { return state = .failed(conflict) }
        own.isReady =
            applicationsAreReady && missing.isEmpty
            && peers.allSatisfy { $0.clock.echoes >= Self.fewestEchoes }
        let decides = peers.allSatisfy { settings.id < $0.id }
        if own.isReady, decides, peers.allSatisfy(\.hello.isReady) {
            own.begins = now + (peers.isEmpty ? 0 : Self.notice)
            state = .begun(at: own.begins!)
            nextHello = now
        } else if now >= patienceEnds {
            state = .failed(obstacle)
        }
    }

    /// Names that nobody plays yet.
    package var missing: [String] {
        let played = Set(peers.flatMap(\.hello.names) + own.names)
        return cast.filter { !played.contains($0) }
    }

    private var conflict: String? {
        if let other = peers.first(where: { $0.hello.plan != own.plan }) {
            return "the gale that plays \(other.hello.names.briefly) has another plan; give all "
                + "of them the same scenario, seed and flags"
        }
        var seen = Set(own.names)
        for peer in peers {
            for name in peer.hello.names where !seen.insert(name).inserted {
                return "\(name) is played by two gales that are together as "
                    + "“\(settings.together)”; let one of them play it"
            }
        }
        return nil
    }

    /// Why the run has not begun.
    private var obstacle: String {
        let within = "within \(settings.patience.inSeconds.formatted) s"
        guard missing.isEmpty else {
            return "nobody came to play \(missing.briefly) \(within); start another gale with the "
                + "same plan and --together \(settings.together) --only "
                + missing.prefix(8).joined(separator: ",")
        }
        let late = peers.filter { !$0.hello.isReady }.flatMap(\.hello.names)
        return late.isEmpty
            ? "its own applications were not ready \(within)"
            : "\(late.briefly) came but was not ready \(within)"
    }

    /// The pages of what this gale published, for all others.
    package func post(_ counts: [StreamCount], revision: Int) -> [Post] {
        CountPage.pages(counts, revision: revision).map {
            Post(topic: topics.all, letter: letter(.counts($0)), mustArrive: true)
        }
    }

    private mutating func ping(_ index: Int, at now: Int64, into posts: inout [Post]) {
        peers[index].nextPing = now + Self.echoInterval
        post(.ping(sent: now), to: index, into: &posts)
    }

    private func post(_ content: Letter.Content, to index: Int, into posts: inout [Post]) {
        posts.append(
            Post(
                topic: "gale/\(settings.together)/\(peers[index].id)", letter: letter(content),
                mustArrive: false))
    }

    private func letter(_ content: Letter.Content) -> Letter {
        Letter(from: settings.id, content: content)
    }
}

extension Double {
    /// Without a fraction where there is none.
    fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}

extension Int64 {
    fileprivate func saturatingAdding(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
