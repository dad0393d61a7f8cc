import Base
import Crypto
import MQTT
import Reports
import Scenarios
import Sessions
import Transports

/// Certificates change, end and are taken back while their devices are connected.
extension Shard {
    /// Seconds since 1970 at `instant`.
    func epochSeconds(_ instant: Instant) -> Int64 { milliseconds(instant) / 1000 }

    /// Gives device `index` a new key and certificate, with which it comes back at once.
    ///
    /// - Parameter end: the last second of the certificate; nil for as long as the authority's.
    mutating func rotate(_ index: Int, until end: Int64? = nil) {
        guard let papers = clients[index].papers, let registrar = settings.passports?.registrar
        else { return }
        let end = end ?? registrar.authority.certificate.notAfter
        do {
            papers.passport.identity = try registrar.issue(
                to: papers.passport.name, validFor: epochSeconds(now) - 60..<end)
        } catch {
            tally.identities.rotationsFailed += 1
            return note("a device could not be given a new certificate: \(error)")
        }
        papers.isRotating = true
        comeBack(index)
    }

    /// Device `index` says goodbye and connects again.
    private mutating func comeBack(_ index: Int) {
        flush(index)
        sayGoodbye(index, forGood: false)
        open(index, due: now)
    }

    /// What device `index` shows is not good any more: it comes back, and must be refused from now
    /// on.
    mutating func banish(_ index: Int, because flaw: IdentityFlaw) {
        guard let papers = clients[index].papers else { return }
        papers.passport.flaw = flaw
        for message in 0..<devices[index].messages {
            streams[devices[index].firstStream + message].due = .never
        }
        comeBack(index)
    }

    /// Takes back the certificates of those whom the phase chose; they are told at their turns.
    mutating func revoke(_ chosen: [Int]) {
        guard let registrar = settings.passports?.registrar, !chosen.isEmpty else { return }
        let serials = chosen.compactMap {
            clients[$0].papers?.passport.identity?.certificate.serial
        }
        let count = registrar.revoke(serials, at: epochSeconds(now))
        tally.identities.revocations += serials.count
        for index in chosen { clients[index].errand?.deed = .banish(.revoked, once: count) }
    }
}
