//! Peers that write back the secret that they were sent, in every way: nothing that any command writes holds it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use crate::green::dead;
use crate::program::{Program, text};

const SECRET: &str = "c4nary-w0rd!pass";

/// As long, and another.
const LIKENESS: &str = "c4nary-w0rd?else";

/// Where the secret stands.
const VARIABLE: &str = "OTP_TEST_SECRET";

/// A text in more than twenty ways of writing it.
fn ways(secret: &str) -> Vec<String> {
    let each = |form: &dyn Fn(char) -> String| secret.chars().map(form).collect::<String>();
    let apart = |between: &str| each(&|c| format!("{c}{between}"));
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let (begin, end) = secret.split_at(5);
    vec![
        secret.to_owned(),
        secret.to_uppercase(),
        BASE64_STANDARD.encode(secret),
        BASE64_URL_SAFE_NO_PAD.encode(format!("user:{secret}")),
        BASE64_STANDARD.encode(&utf16),
        text(&utf16),
        data_encoding::HEXLOWER.encode(secret.as_bytes()),
        data_encoding::HEXUPPER.encode(secret.as_bytes()),
        percent,
        each(&|c| format!("%{:02X}", u32::from(c))),
        each(&|c| format!("={:02X}", u32::from(c))),
        each(&|c| format!("+{:02X}", u32::from(c))),
        each(&|c| format!("&#{};", u32::from(c))),
        each(&|c| format!("\\u{:04x}", u32::from(c))),
        each(&|c| wide(c).to_string()),
        format!("{begin}\n{end}"),
        format!("{begin}=\r\n{end}"),
        apart("\0"),
        apart("\u{8}"),
        apart("\u{200b}"),
        apart("\u{2060}"),
        apart("\u{ad}"),
    ]
}

/// A text as somebody reads it for whom lines, what takes no room and the width and case of letters are no matter.
fn read(text: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let takes_room = |c: &char| {
        !c.is_control() && !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
    };
    let text = text.replace("\",\"", "").replace(" / ", "");
    let text: String = text.chars().filter(takes_room).map(narrow).collect();
    text.to_lowercase()
}

/// Whether the text holds the secret in any way.
fn holds(text: &str, secret: &str) -> bool {
    let read_whole = read(text);
    ways(secret).iter().any(|way| {
        let json = serde_json::Value::from(way.as_str()).to_string();
        let json = &json[1..json.len() - 1];
        read_whole.contains(&read(way)) || text.contains(json)
    })
}

/// Starts a server that answers each connection in a thread of its own.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream.unwrap()));
        }
    });
    port
}

/// A mail server that knows no user, and says what it was told in the lines of its reply.
fn mail_server(stream: TcpStream, said: &str) {
    let mut out = stream.try_clone().unwrap();
    let _ = out.write_all(b"220 echo ESMTP\r\n");
    let mut prompts = ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"].into_iter();
    for line in BufReader::new(stream).split(b'\n') {
        let Ok(line) = line else { return };
        let reply = match (line.starts_with(b"EHLO"), prompts.as_slice()) {
            (true, _) => "250-echo\r\n250 AUTH LOGIN\r\n".to_owned(),
            (false, [_, ..]) => prompts.next().unwrap_or_default().to_owned(),
            (false, []) => {
                let lines = said.split('\n').map(|line| line.trim_end_matches('\r'));
                let lines: Vec<&str> = lines.collect();
                format!("535-you said {}\r\n535 no\r\n", lines.join("\r\n535-"))
            }
        };
        if out.write_all(reply.as_bytes()).is_err() {
            return;
        }
    }
}

/// A web server, or a proxy, that answers with a status and says what it was told wherever it can.
fn web_server(mut stream: TcpStream, status: &str, said: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let line = match said.contains(['\n', '\0', '\u{8}']) {
        true => "no",
        false => said,
    };
    let body = format!("you said {said}");
    let _ = write!(
        stream,
        "HTTP/1.1 {status} you said {line}\r\nServer: {line}\r\nVia: {line}\r\nProxy-Authenticate: Basic realm=\"{line}\"\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    // What is left of the request unread would reset the connection under the answer.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

/// A PostgreSQL server that asks for the password in clear, and says it in its refusal.
fn database(mut stream: TcpStream, said: &str) {
    fn message(stream: &mut TcpStream, head: usize) {
        let mut begin = vec![0; head + 4];
        stream.read_exact(&mut begin).unwrap();
        let length = u32::from_be_bytes(begin[head..].try_into().unwrap()) as usize;
        stream.read_exact(&mut vec![0; length - 4]).unwrap();
    }
    message(&mut stream, 0);
    stream.write_all(b"R\0\0\0\x08\0\0\0\x03").unwrap();
    message(&mut stream, 1);
    let fields = format!("SFATAL\0VFATAL\0C28P01\0Mno user with the password {said}\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
    let _ = stream.write_all(&[b"E", &length[..], fields.as_bytes()].concat());
}

/// Runs commands in one folder, and gives back all that they wrote.
fn written(config: &str, commands: &[&[&str]]) -> Vec<(String, String)> {
    let program = Program::with(config);
    let mut written = Vec::new();
    for command in commands {
        let output = program
            .command(command)
            .env(VARIABLE, SECRET)
            .env("PGPASSWORD", SECRET)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        written.push((format!("stdout of {command:?}"), text(&output.stdout)));
        written.push((format!("stderr of {command:?}"), text(&output.stderr)));
    }
    let files = program.files().into_iter();
    written.extend(files.map(|(path, text)| (path.display().to_string(), text)));
    written
}

/// Holds what is written against the secret; what only looks like it stays as it is, and is there to be seen.
fn judge(run: impl Fn(String) -> Vec<(String, String)>) {
    for way in ways(SECRET) {
        let written = run(way.clone());
        for (place, text) in &written {
            assert!(!holds(text, SECRET), "{place}, {way:?}:\n{text}");
        }
    }
    for way in ways(LIKENESS) {
        let written = run(way.clone());
        let whole: String = written.iter().map(|(_, text)| text.as_str()).collect();
        assert!(holds(&whole, LIKENESS), "{way:?} is gone:\n{whole}");
        assert!(
            !whole.contains(&format!("[environment variable {VARIABLE}]")),
            "{way:?}: {whole}"
        );
    }
}

const REPORTS: [&str; 14] = [
    "--record",
    "run.jsonl",
    "-o",
    "human",
    "-o",
    "json=r.json",
    "-o",
    "html=r.html",
    "-o",
    "markdown=r.md",
    "-o",
    "junit=r.xml",
    "-o",
    "sarif=r.sarif",
];

#[test]
fn a_mail_server_that_repeats_a_password() {
    judge(|said| {
        let port = serve(move |stream| mail_server(stream, &said));
        let config = format!(
            "schema: 1\nappliance: {{dns: {{servers: [\"127.0.0.1:{}\"]}}}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}, use_ssl: false, username: svc, password: {{env: {VARIABLE}}}}}\n      email: {{sender_address: a@example.net}}\n",
            dead()
        );
        let check = [&["check", "-v", "--only", "email"][..], &REPORTS].concat();
        written(&config, &[&check])
    });
}

#[test]
fn a_proxy_that_repeats_a_password() {
    judge(|said| {
        let port = serve(move |stream| web_server(stream, "407", &said));
        let config = format!(
            "schema: 1\nappliance:\n  proxy: {{url: 'http://127.0.0.1:{port}', username: svc, password: {{env: {VARIABLE}}}}}\nrealms:\n  A:\n    cloud: {{certificate: 'https://cloud.example.net/otp'}}\n"
        );
        let check = [
            &["check", "-v", "--only", "proxy-reach,cloud-reach"][..],
            &REPORTS,
        ]
        .concat();
        written(&config, &[&check])
    });
}

#[test]
fn a_gateway_that_repeats_its_key() {
    judge(|said| {
        let port = serve(move |stream| web_server(stream, "500", &said));
        let config = format!(
            "schema: 1\nprobes:\n  sms_gateway: {{url: 'http://127.0.0.1:{port}/send', authorization: {{env: {VARIABLE}}}, body: '{{number}} {{message}}'}}\nrealms:\n  A:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor: {{phone: {{field_1: sms_text_only}}, otp_length: 8}}\n"
        );
        let probe = ["probe", "sms", "--to", "+1 949 555 0100", "--yes"];
        let probe = [&probe[..], &["-o", "json", "-o", "human=r.txt"]].concat();
        written(&config, &[&probe])
    });
}

#[test]
fn a_database_that_repeats_its_password() {
    judge(|said| {
        // The protocol ends a text with it.
        let said = said.replace('\0', "\u{8}");
        let port = serve(move |stream| database(stream, &said));
        let store = format!("postgres://svc@127.0.0.1:{port}/otp");
        let config = "schema: 1\nrealms:\n  A:\n    multi_factor: {email: {field_1: html}}\n";
        let whom = ["--realm", "A", "--user", "ada", "--store", &store];
        let status = [&["otp", "status"][..], &whom].concat();
        let json = [&status[..], &["-o", "json"]].concat();
        let issue = [&["otp", "issue", "--method", "email"][..], &whom].concat();
        written(config, &[&status, &json, &issue])
    });
}
