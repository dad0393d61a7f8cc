import Base
import Scenarios
import Testing

/// A plan that several gales play.
@Suite struct PartTests {
    private static func plan(_ pattern: Bench.Pattern) throws -> Plan {
        var bench = Bench(pattern)
        bench.devices = 12
        return try Plan(bench)
    }

    private static func mistake(_ pattern: Bench.Pattern, _ words: String...) throws -> String {
        let plan = try plan(pattern)
        let error = #expect(throws: Plan.PartMistake.self) { try plan.part(words) }
        return error?.message ?? ""
    }

    @Test func `a part is chosen by names, and by how they begin`() throws {
        let plan = try Self.plan(.pairs)
        #expect(plan.cast.count == 13)
        #expect(try plan.part(["devices"]) == ["devices"])
        #expect(try plan.part(["subscriber-*"]).count == 12)
        #expect(try plan.part(["subscriber-1", "devices"]).count == 2)
    }

    @Test func `a name that nobody bears is told with those there are`() throws {
        let message = try Self.mistake(.fanIn, "device")
        #expect(message.contains("“device”") && message.contains("devices, subscriber"))
        #expect(try Self.mistake(.fanIn, "x*").contains("devices, subscriber"))
        #expect(try Self.mistake(.pairs, "x").contains("and 5 more"))
    }

    @Test func `who commands a fleet is played with it`() throws {
        #expect(try Self.mistake(.roundTrip, "caller").contains("caller commands devices"))
        #expect(try Self.mistake(.roundTrip, "devices").contains("caller commands devices"))
        #expect(try Self.plan(.roundTrip).part(["caller", "devices"]).count == 2)
    }

    @Test func `what is left of a plan is what is played`() throws {
        let plan = try Self.plan(.fanIn)
        #expect(plan.only(["subscriber"]).fleets.isEmpty)
        #expect(plan.only(["subscriber"]).cast == ["subscriber"])
        #expect(plan.only(["devices"]).applications.isEmpty)
    }
}
