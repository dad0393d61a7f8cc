import Foundation
import Testing

/// What the command says of itself.
@Suite struct HelpTests {
    static let commands = [
        "run", "conform", "bench", "bench find-limit", "overhead", "doctor", "broker", "sink",
        "provision", "report", "compare", "devices", "scenarios", "completions", "help",
    ]
    static let topics = [
        "scenario", "expectations", "device", "broker-config", "broker-profile", "broker-targets",
        "tariff",
    ]

    let folder: Workspace

    init() throws { folder = try Workspace() }

    private func ask(_ words: String...) throws -> String {
        // A name may be two words.
        let words = words.flatMap { $0.split(separator: " ").map(String.init) }
        let outcome = try Gale.run(words, in: folder)
        #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(words): \(outcome.stderr)")
        return outcome.stdout
    }

    @Test
    func `the overview names every command and topic`() throws {
        let text = try ask("help")
        try Snapshot.expect(text, is: "help.txt")
        #expect(try ask("--help") == text)
        for word in Self.commands + Self.topics { #expect(text.contains("  \(word) "), "\(word)") }
    }

    @Test(arguments: commands + topics)
    func `every page is as it was looked at`(name: String) throws {
        let text = try ask("help", name)
        try Snapshot.expect(text, is: "help-\(name.replacing(" ", with: "-")).txt")
        for line in text.split(separator: "\n") {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test(arguments: commands)
    func `a command explains itself as help does`(name: String) throws {
        #expect(try ask(name, "--help") == ask("help", name))
        #expect(try ask(name, "-h") == ask("help", name))
    }

    @Test
    func `the version is one line`() throws {
        #expect(try ask("--version").wholeMatch(of: /gale \d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [("scenarios", "scenarios"), ("devices", "fixtures/devices")])
    func `every file that comes along is listed on a line`(command: String, place: String) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Project.path(place))
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        let lines = try ask(command).split(separator: "\n")
        #expect(lines.map { String($0.prefix { $0 != " " }) } == files)
        for line in lines { #expect(line.contains("  "), "\(line) says nothing of it") }
    }

    @Test
    func `a model in the folder devices beside a scenario is listed and played`() throws {
        let devices = folder.url.appending(path: "devices")
        try FileManager.default.createDirectory(at: devices, withIntermediateDirectories: true)
        let sensor = Project.path("fixtures/devices/sensor.yaml")
        try FileManager.default.copyItem(
            atPath: sensor, toPath: devices.appending(path: "mine.yaml").path)
        try FileManager.default.copyItem(
            atPath: Project.path("scenarios/wind-farm.yaml"),
            toPath: folder.url.appending(path: "farm.yaml").path)
        let names = try ask("devices").split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(names.contains("mine") && names.contains("turbine"))
        #expect(!names.contains("farm"), "a scenario is no model")
        let plan = try ask("run", "farm.yaml", "--dry-run", "--set", "fleets.turbines.model=mine")
        #expect(plan.contains("mine"))
        try folder.write("abuot: x\n", to: "devices/bad.yaml")
        let outcome = try Gale.run("devices", in: folder)
        #expect(outcome.status == 65)
        #expect(outcome.stderr.contains("devices/bad.yaml:1:1:"), "\(outcome.stderr)")
    }

    /// Words so far, the last of them unfinished, and what bash must offer.
    @Test(arguments: [
        (["ru"], ["run"]), (["re"], ["report"]),
        (["run", "--br"], ["--broker", "--broker-cgroup", "--broker-pid", "--broker-sys"]),
        (["run", "x", "--dr"], ["--dry-run"]), (["run", "--format", "ht"], ["html"]),
        (["help", "sc"], ["scenario", "scenarios"]), (["completions", "ba"], ["bash"]),
        (["report", "--o"], ["--output"]), (["run", "scena"], ["scenario.yaml"]),
        (["run", "--hel"], ["--help"]), (["bench", "fi"], ["find-limit"]),
        (["bench", "find-limit", "rou"], ["round-trip"]),
        (["bench", "find-limit", "--p"], ["--p99", "--payload"]),
        (["bench", "find-limit", "fan-in", "--by", "d"], ["devices"]),
        (["bench", "--p9"], []),
        ([""], commands.filter { !$0.contains(" ") } + ["--help", "--version"]),
    ])
    func `bash completes what is typed`(words: [String], offers: [String]) throws {
        try folder.write("", to: "scenario.yaml")
        let script = """
            source <("$0" completions bash)
            COMP_WORDS=(gale "$@") COMP_CWORD=$#
            complete -p gale >/dev/null && _gale
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let outcome = try Child(["bash", "-c", script, Gale.program] + words, in: folder)
            .outcome(within: 10)
        #expect(outcome.stderr.isEmpty)
        #expect(
            outcome.stdout.split(separator: "\n").map(String.init).sorted() == offers.sorted())
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `every command and option has its completion`(shell: String) throws {
        let script = try ask("completions", shell)
        for command in Self.commands {
            for word in command.split(separator: " ") { #expect(script.contains(word)) }
            for option in try ask("help", command).matches(of: /--([a-z-]+)/) {
                #expect(script.contains(option.1), "\(shell) does not know \(option.0)")
            }
        }
    }
}
