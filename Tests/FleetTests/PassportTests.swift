import Crypto
import Fleet
import Reports
import Scenarios
import Testing

/// Everybody is given what the scenario says they are to have, and nothing better.
@Suite struct PassportTests {
    static let now: Int64 = 1_800_000_000

    let plan: Plan
    let passports: Passports

    init() throws {
        plan = try Plan(
            parsing: try Shipped.scenario("identity-faults.yaml"), file: "identity-faults.yaml",
            models: Shipped.models)
        passports = try PassportOffice.make(for: plan, hosts: ["localhost"], at: Self.now)
    }

    private func passports(of fleet: String) throws -> [Passport] {
        let index = try #require(plan.fleets.firstIndex { $0.name == fleet })
        #expect(passports.devices[index].count == plan.fleets[index].count)
        return passports.devices[index].compactMap { $0 }
    }

    @Test func `a healthy thing has a certificate of its own name, valid now`() throws {
        let things = try passports(of: "things")
        #expect(Set(things.map(\.name)).count == things.count)
        #expect(Set(things.compactMap { $0.identity?.certificate.serial }).count == things.count)
        for thing in things {
            let identity = try #require(thing.identity)
            #expect(thing.flaw == .none)
            #expect(identity.certificate.commonName == thing.name)
            #expect(identity.certificate.matches(identity.key))
            #expect(identity.certificate.notBefore < Self.now)
            #expect(identity.certificate.notAfter > Self.now)
            #expect(identity.certificate.isSigned(by: identity.chain[0]))
        }
        let collector = try #require(passports.applications["collector"])
        #expect(collector.identity?.certificate.commonName == "collector")
    }

    @Test func `twins share one certificate`() throws {
        let serials = try passports(of: "twins").compactMap { $0.identity?.certificate.serial }
        #expect(serials.count == 5 && Set(serials).count == 1)
    }

    @Test func `each flaw is what its name says`() throws {
        let authority = try #require(passports.registrar).authority
        let list = try #require(passports.registrar).list(at: Self.now).serials
        for thing in try passports(of: "revoked") {
            #expect(list.contains(try #require(thing.identity).certificate.serial))
        }
        for thing in try passports(of: "expired") {
            #expect(try #require(thing.identity).certificate.notAfter < Self.now)
        }
        for thing in try passports(of: "early") {
            #expect(try #require(thing.identity).certificate.notBefore > Self.now)
        }
        for thing in try passports(of: "foreign") {
            let certificate = try #require(thing.identity).certificate
            #expect(!certificate.isSigned(by: authority.certificate))
        }
        for thing in try passports(of: "mismatched") {
            let certificate = try #require(thing.identity).certificate
            #expect(certificate.commonName != thing.name)
            #expect(certificate.isSigned(by: authority.certificate))
        }
        #expect(try passports(of: "naked").allSatisfy { $0.identity == nil })
        for thing in try passports(of: "skewed") {
            // The broker's own certificate must not be valid by that clock.
            let clock = Self.now + thing.clock
            let server = try #require(passports.server).certificate
            #expect(!(server.notBefore...server.notAfter).contains(clock))
            #expect(thing.flaw == .clockSkew)
        }
    }

    @Test func `a passport shows no secret`() throws {
        var passport = try passports(of: "things")[0]
        passport.password = "very-secret"
        #expect(!"\(passport)".contains("very-secret"))
        var dumped = ""
        dump(passport, to: &dumped)
        #expect(!dumped.contains("very-secret"))
    }
}
