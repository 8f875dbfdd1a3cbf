/** English words of the five senses. */
export const SENSORY_EN: ReadonlySet<string> = new Set(
  [
    // Smell and taste.
    "smell smells smelled smelling scent scents odour odor stench stink reek reeked reeks perfume",
    "fragrance musty acrid taste tastes tasted tasting bitter sour sweet salty salt brine briny metallic bland",
    "spice tar resin smoke smoky incense tobacco vinegar yeast rancid mould mildew damp wax",
    // Hearing.
    "sound sounds noise hum hums hummed humming buzz buzzed creak creaks creaked creaking rattle",
    "rattles rattled rattling hiss hisses hissed hissing murmur whisper whispers whispered whispering",
    "roar roared thud thudded clang clanged chime chimed clink clinked crackle crackled rustle",
    "rustled rustles rustling drip dripped dripping echo echoes echoed patter knock knocked tick",
    "ticked ticking groan groaned groans shriek squeak squeaked whistle whistled bell bells loud",
    "silence hush hushed muffled",
    // Touch.
    "cold cool warm warmth hot heat icy frost frozen chill chilly rough smooth soft hard sharp",
    "sticky wet dry grit gritty sting stung stings prickle prickled prickles tingle tingled itch slick",
    "slippery coarse velvet clammy burning scratchy ache ached aches tremor",
    // Sight.
    "glow glowed glows glowing gleam gleamed gleams gleaming glint glinted shimmer shimmered glitter",
    "glittered flicker flickered flickers flickering shadow shadows dazzle pale dim bright dark",
    "darkness light lamplight moonlight sunlight grey gray golden silver amber crimson rust rusty",
  ].join(" ").split(" "),
);
