import Base
import Measures
import Testing

@testable import Fleet

/// Gales that look for each other, over a broker that delivers every letter late.
@Suite struct MeetingTests {
    private static let second: Int64 = 1_000_000_000
    private static let cast = ["devices", "subscriber", "watcher"]

    /// Several meetings, each on a clock of its own.
    private struct Room {
        var meetings: [Meeting] = []
        /// How far each clock is ahead of the true one.
        var clocks: [Int64] = []
        var isReady: [Bool] = []
        var now: Int64 = 0
        var random: SplitMix64
        /// Letters under way, to everybody or to the owner of a topic.
        var mail: [(due: Int64, post: Meeting.Post)] = []

        init(seed: UInt64) { random = SplitMix64(seed: seed) }

        mutating func enter(
            _ names: [String], id: String, ahead: Int64 = 0, plan: String = "plan",
            patience: Duration = .seconds(60)
        ) {
            let settings = PartSettings(
                names: Set(names), together: "night", id: id, patience: patience)
            meetings.append(
                Meeting(settings, cast: MeetingTests.cast, plan: plan, at: now + ahead))
            clocks.append(ahead)
            isReady.append(true)
        }

        /// Lets time pass in steps of a millisecond.
        mutating func pass(_ seconds: Double) {
            let end = now + Int64(seconds * 1e9)
            while now < end {
                now += 1_000_000
                for index in meetings.indices
                where meetings[index].deadline <= now + clocks[index]
                    || meetings[index].state == .gathering
                {
                    var posts: [Meeting.Post] = []
                    meetings[index].tick(
                        applicationsAreReady: isReady[index], at: now + clocks[index],
                        into: &posts)
                    send(posts)
                }
                deliver()
            }
        }

        mutating func send(_ posts: [Meeting.Post]) {
            for post in posts { mail.append((now + Int64(random.between(1e5, 5e6)), post)) }
        }

        private mutating func deliver() {
            let due = mail.filter { $0.due <= now }.sorted { $0.due < $1.due }
            mail.removeAll { $0.due <= now }
            for (_, post) in due {
                for index in meetings.indices
                where [meetings[index].topics.all, meetings[index].topics.own].contains(post.topic)
                {
                    var posts: [Meeting.Post] = []
                    // As it comes over the wire.
                    meetings[index].receive(
                        Letter(post.letter.bytes)!, at: now + clocks[index],
                        isOwn: { stream, _ in stream < 100 }, into: &posts)
                    send(posts)
                }
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `who covers the cast begins at one instant`(seed: UInt64) throws {
        var room = Room(seed: seed)
        room.enter(["devices"], id: "b", ahead: 7 * Self.second)
        room.enter(["subscriber"], id: "c", ahead: -3 * Self.second)
        room.pass(1)
        #expect(room.meetings.allSatisfy { $0.state == .gathering && $0.missing == ["watcher"] })
        room.enter(["watcher"], id: "a", ahead: 123_456_789)
        room.pass(3)
        var starts: [Int64] = []
        for (meeting, ahead) in zip(room.meetings, room.clocks) {
            guard case .begun(let start) = meeting.state else {
                Issue.record("seed \(seed): \(meeting.state)")
                return
            }
            starts.append(start - ahead)
            for peer in meeting.peers {
                let other = room.meetings.firstIndex { $0.topics.own.hasSuffix(peer.id) }!
                let estimate = try #require(peer.clock.estimate(at: room.now + ahead))
                let miss = abs(estimate.offset - (room.clocks[other] - ahead))
                #expect(miss <= estimate.error && estimate.error < 5_000_000, "seed \(seed)")
                #expect(peer.clock.echoes >= Meeting.fewestEchoes)
            }
        }
        #expect(starts.max()! - starts.min()! < 5_000_000, "seed \(seed)")
    }

    @Test func `nobody begins before all applications are ready`() {
        var room = Room(seed: 1)
        room.enter(["devices"], id: "a")
        room.enter(["subscriber", "watcher"], id: "b")
        room.isReady[1] = false
        room.pass(5)
        #expect(room.meetings.allSatisfy { $0.state == .gathering })
        room.isReady[1] = true
        room.pass(2)
        #expect(room.meetings.allSatisfy { $0.state != .gathering })
    }

    @Test func `one gale that plays all needs nobody`() {
        var room = Room(seed: 1)
        room.enter(Self.cast, id: "a")
        room.pass(0.01)
        guard case .begun = room.meetings[0].state else {
            Issue.record("\(room.meetings[0].state)")
            return
        }
    }

    @Test func `who waits in vain says for whom`() {
        var room = Room(seed: 1)
        room.enter(["devices", "watcher"], id: "a", patience: .seconds(2))
        room.pass(1.9)
        #expect(room.meetings[0].state == .gathering)
        room.pass(0.2)
        guard case .failed(let reason) = room.meetings[0].state else {
            Issue.record("\(room.meetings[0].state)")
            return
        }
        #expect(reason.contains("subscriber within 2 s") && reason.contains("--together night"))
        #expect(!reason.contains("watcher"))
    }

    @Test func `a name that two play is an error of both`() {
        var room = Room(seed: 1)
        room.enter(["devices", "watcher"], id: "a")
        room.enter(["devices", "subscriber"], id: "b")
        room.pass(1)
        for meeting in room.meetings {
            guard case .failed(let reason) = meeting.state else {
                Issue.record("\(meeting.state)")
                continue
            }
            #expect(reason.contains("devices is played by two"))
        }
    }

    @Test func `another plan is an error`() {
        var room = Room(seed: 1)
        room.enter(["devices", "watcher"], id: "a")
        room.enter(["subscriber"], id: "b", plan: "other")
        room.pass(1)
        guard case .failed(let reason) = room.meetings[0].state else {
            Issue.record("\(room.meetings[0].state)")
            return
        }
        #expect(reason.contains("another plan"))
    }

    @Test func `who died while all gathered leaves room for another`() {
        var room = Room(seed: 1)
        room.enter(["devices"], id: "a")
        room.enter(["watcher"], id: "b")
        room.pass(1)
        room.meetings.removeLast()
        room.clocks.removeLast()
        room.isReady.removeLast()
        room.pass(4)
        room.enter(["watcher", "subscriber"], id: "c")
        room.pass(3)
        #expect(room.meetings.allSatisfy { $0.state != .gathering })
        guard case .begun = room.meetings[0].state else {
            Issue.record("\(room.meetings[0].state)")
            return
        }
    }

    @Test func `who comes once the run has begun is turned away`() {
        var room = Room(seed: 1)
        room.enter(["devices"], id: "a")
        room.enter(["subscriber", "watcher"], id: "b")
        room.pass(2)
        room.enter(["subscriber", "watcher"], id: "c")
        room.pass(4)
        guard case .failed = room.meetings[2].state, case .begun = room.meetings[0].state else {
            Issue.record("\(room.meetings.map(\.state))")
            return
        }
        #expect(room.meetings[0].peers.map(\.id) == ["b"])
    }

    @Test func `counts come whole, in any order, and the newest hold`() throws {
        var room = Room(seed: 9)
        room.enter(["devices"], id: "a")
        room.enter(["subscriber", "watcher"], id: "b")
        room.pass(2)
        let counts = (0..<1200).map {
            StreamCount(stream: $0, left: $0 + 1, acknowledged: 0, lastDue: 1_795_000_000_000)
        }
        let posts = room.meetings[0].post(counts, revision: 1)
        #expect(posts.count == 3)
        room.send(Array(posts.dropLast()))
        room.pass(0.1)
        #expect(room.meetings[1].peers[0].book.counts == nil)
        room.send([posts[1], posts[2]])
        room.pass(0.1)
        // The stand-in for a roster knows a hundred streams of this gale.
        #expect(room.meetings[1].peers[0].book.counts == Array(counts.prefix(100)))
        room.send(room.meetings[0].post([], revision: 2))
        room.pass(0.1)
        #expect(room.meetings[1].peers[0].book.counts == [])
        room.send(posts)
        room.pass(0.1)
        #expect(room.meetings[1].peers[0].book.counts == [])
        room.send([
            Meeting.Post(
                topic: room.meetings[0].topics.all, letter: room.meetings[0].lastWord,
                mustArrive: true)
        ])
        room.pass(0.1)
        #expect(room.meetings[1].peers[0].isGone)
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"from":"a"}"#, #"{"from":"a","kind":"hello"}"#,
        #"{"from":"a","kind":"hello","names":[],"plan":"p","kernel":"","ready":true}"#,
        #"{"from":"a","kind":"ping","sent":"x"}"#, #"{"from":"a","kind":"answer","sent":1}"#,
        #"{"from":"a","kind":"counts","revision":1,"page":1,"of":1,"streams":[]}"#,
        #"{"from":"a","kind":"counts","revision":1,"page":0,"of":1,"streams":[[1,-1,0,0]]}"#,
        #"{"from":"a","kind":"counts","revision":1,"page":0,"of":1,"streams":[[1,1,2,0]]}"#,
        #"{"from":"a","kind":"counts","revision":1,"page":0,"of":9000000000,"streams":[]}"#,
    ])
    func `what no gale wrote is no letter`(text: String) {
        #expect(Letter(Array(text.utf8)) == nil)
    }
}
