import Foundation
import Testing

/// `gale conform --device` judges real clients: gale's own pass, others as the facts have it.
@Suite struct DeviceTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Starts a trial of only some checks, and says on which port it listens.
    private func trial(_ checks: String..., for length: String) throws -> (Child, String) {
        let child = try Gale.start(
            ["conform", "--device", "--listen", "mqtt://127.0.0.1:0", "--for", length]
                + ["--report", "report"] + checks.flatMap { ["--only", $0] }, in: folder)
        let line = try child.line(with: "Listening on ")
        return (child, String(line.split(separator: ":").last!))
    }

    /// The verdicts of the report, by check.
    private func verdicts() throws -> [String: String] {
        let data = try Data(
            contentsOf: folder.url.appending(path: "report/report.json"))
        let report = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let checks = try #require(report["checks"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: checks.map { ($0["id"] as! String, $0["verdict"] as! String) })
    }

    @Test(arguments: ["mqttv311", "mqttv5"])
    func `mosquitto_sub acknowledges what it is sent`(version: String) throws {
        try Need.tool("/usr/bin/mosquitto_sub")
        let (trial, port) = try trial("delivery-qos", "fields", for: "20s")
        let client = try Child(
            ["/usr/bin/mosquitto_sub", "-V", version, "-p", port, "-q", "2", "-t", "a/#"],
            in: folder)
        let outcome = try trial.outcome(within: 40)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let verdicts = try verdicts()
        #expect(verdicts["device.delivery-qos-1"] == "passed")
        #expect(verdicts["device.delivery-qos-2"] == "passed")
        client.send(SIGKILL)
    }

    @Test func `mosquitto_pub keeps the rules of form`() throws {
        try Need.tool("/usr/bin/mosquitto_pub")
        let (trial, port) = try trial("connect-first", "first-dup", "after-disc", for: "20s")
        _ = try Child(
            ["/usr/bin/mosquitto_pub", "-p", port, "-q", "1", "-t", "a", "-m", "b"], in: folder
        ).outcome(within: 20)
        let outcome = try trial.outcome(within: 40)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let verdicts = try verdicts()
        for check in ["connect-first", "first-dup", "after-disconnect"] {
            #expect(verdicts["device.\(check)"] == "passed", "\(verdicts)")
        }
    }

    @Test(arguments: ["3.1.1", "5.0"])
    func `Paho sends again what was not acknowledged`(version: String) throws {
        let (trial, port) = try trial("puback-lost", "resend-dup", for: "30s")
        let client = try Python.start("device.py", [port, version], in: folder)
        let outcome = try trial.outcome(within: 50)
        client.send(SIGKILL)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let verdicts = try verdicts()
        for check in ["puback-lost", "resend-dup"] {
            #expect(verdicts["device.\(check)"] == "passed", "\(verdicts)")
        }
    }

    @Test func `a client that breaks a rule is told of with what passed`() throws {
        let (trial, port) = try trial("connect-first", for: "20s")
        let ping = "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '\\300\\000' >&3; sleep 1"
        _ = try Child(["bash", "-c", ping], in: folder).outcome(within: 20)
        let outcome = try trial.outcome(within: 40)
        #expect(outcome.status == 1)
        #expect(outcome.stdout.contains("failed: device.connect-first"), "\(outcome.stdout)")
        #expect(outcome.stdout.contains("client → PINGREQ"), "\(outcome.stdout)")
    }

    @Test func `nobody who comes is said so`() throws {
        let (trial, _) = try trial("connect-first", for: "1s")
        let outcome = try trial.outcome(within: 20)
        #expect(outcome.status == 69)
        #expect(outcome.stderr.contains("no client came"), "\(outcome.stderr)")
        let report = folder.url.appending(path: "report").path
        #expect(!FileManager.default.fileExists(atPath: report), "an empty folder was left")
    }

    @Test func `gale's own devices pass what they are given occasion for`() throws {
        let (trial, port) = try trial(
            "puback-lost", "server-closes", "resend", "receives-type-0", "keep-alive",
            "fields", for: "40s")
        try folder.write(Self.scenario, to: "devices.yaml")
        let run = try Gale.start(
            ["run", "devices.yaml", "--broker", "mqtt://127.0.0.1:\(port)", "--quiet"],
            in: folder)
        let outcome = try trial.outcome(within: 60)
        run.send(SIGKILL)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(try verdicts()["device.puback-lost"] == "passed")
    }

    static let scenario = """
        name: judged
        fleets:
          - name: seldom
            model: sensor
            count: 2
            every: 4s
            qos: 1
            session: persistent
            keep-alive: 2s
        phases:
          - hold: 100s
        """
}
