/** English verb forms by which the tense of a sentence is read. */

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(" ").split(" "));
}

/** Past forms that differ from the base; past participles only where both are one form. */
export const PAST_EN: ReadonlySet<string> = words(
  "arose awoke bore became began bent bet bit bled blew broke bred brought built burnt bought",
  "caught chose clung came crept dealt dug did drew dreamt drank drove ate fell fed felt fought",
  "found fled flung flew forbade forgot forgave froze got gave went ground grew hung had heard hid",
  "held kept knelt knew laid led leant leapt learnt left lent lay lit lost made meant met mistook",
  "paid rode rang rose ran said saw sought sold sent shook shone shot showed shrank sang sank sat",
  "slept slid slung smelt spoke sped spent spun spat sprang stood stole stuck stung stank strode",
  "struck strung swore swept swelled swam swung took taught tore told thought threw thrust trod",
  "understood undid woke wore wove wept won wound withdrew withheld withstood wrote overheard",
  "foresaw overtook outlived was were wasnʼt werenʼt didnʼt hadnʼt",
);

/** Past forms that are as often a noun or an adjective, or the base of another verb. */
export const PAST_NOUNISH_EN: ReadonlySet<string> = words(
  "felt left ground saw rose wound shot thought bit bent lost bore lit lent broken found wore met",
  "lay hid split spent hung burnt spoke led worn ate",
);

/** Verbs whose past is the base. */
export const UNCHANGED_EN: ReadonlySet<string> = words(
  "put let set cut hit shut hurt cost read cast spread burst bid quit rid shed split thrust beat",
);

/** Words in -ed that are no past form. */
export const NOT_PAST_ED_EN: ReadonlySet<string> = words(
  "hundred bed embed shed sled wed naked wicked sacred rugged ragged crooked hatred kindred ahead",
  "instead bread thread dead tread spread head",
);

/** Finite forms of the present that need no subject beside them. */
export const PRESENT_AUXILIARY_EN: ReadonlySet<string> = words(
  "is are am has does isnʼt arenʼt hasnʼt doesnʼt",
);

/** Base forms of frequent verbs. */
export const BASE_EN: ReadonlySet<string> = words(
  "accept add admit agree aim allow answer appear approach argue arrive ask avoid bang bear become",
  "beg begin believe belong bend bite blink blow borrow bounce bow break breathe bring brush build",
  "burn bury buy call care carry catch cause change chase check choose circle clean clear click",
  "climb cling close collect come consider continue cough count cover crack crawl creak creep",
  "cross crouch cry curl dance decide die dig disappear discover do doubt draw dream dress drift",
  "drink drip drive drop eat echo empty end enter escape examine expect explain face fade fail fall",
  "fasten fear feel fetch fight fill find finish fire fit fix flicker flinch float flow fly fold",
  "follow forget forgive freeze gather get give glance gleam glow go grab grip groan grow guard",
  "guess hand hang happen hate have hear help hesitate hide hold hope hover hum hurry ignore",
  "imagine insist join judge jump keep kick kneel knock know land last laugh lay lead lean leap",
  "learn leave lie lift light like linger listen live lock look lose love lower make mark matter",
  "mean measure meet mention miss move mutter name need nod notice nudge obey offer open order owe",
  "pace pack paint pass pause pay peer pick place plan play plead point pour pray prefer prepare",
  "press pretend promise prove pull push raise reach read realise realize recall recite recognise",
  "recognize refuse release remain remember repeat reply rest return ride ring rise roll rub run",
  "rush save say scrape scratch search see seem seize sell send settle shake share shine shiver",
  "shout show shrug sigh sign sing sink sit skip sleep slide slip slow smell smile smooth sniff",
  "snap sound speak spill spin splash stagger stand stare start stay steady step stick stir stoop",
  "stop straighten strike stumble swallow sway swear sweep swell swim swing take talk tap taste",
  "tear tell tempt thank think thread throw tie tighten tilt touch trace trail tread tremble trust",
  "try tug tuck turn twist understand unfold unlock untie use wait wake walk wander want warm warn",
  "wash watch wave wear weep weigh whisper whistle wipe wish wonder work worry wrap write yield",
  "arrange gaze glitter hiss hold kneel loosen lurch murmur nibble rattle recede rustle sag scan",
  "scatter seal shift shimmer slam slap snatch soften spit squeeze squint stretch study tighten",
  "tumble vanish wait weave whine wither wrench",
);

/** Forms in -s that are as often a plural noun; they count only after a pronoun or a name. */
export const PRESENT_NOUNISH_EN: ReadonlySet<string> = words(
  "answers bears breaks bows blows brushes burns calls cares causes changes checks circles claws",
  "climbs coughs counts covers cracks cries cuts dances doubts draws dreams dresses drifts drinks",
  "drips drives drops echoes ends escapes faces fails falls fears feels fights fills finds fires",
  "fits flows folds gleams grips guards guesses hands hates helps hopes hums judges jumps kicks",
  "knocks lands laughs leads leaps leaves lies lifts lights likes lives locks looks losses loves",
  "marks matters means measures moves names needs nods notices offers orders owes packs paints",
  "passes pauses pays peers picks places plans plays points presses promises pulls pushes races",
  "reaches reads rests returns rides rings rises rolls rushes saves scrapes scratches searches",
  "shakes shares shouts shows shrugs sighs signs sinks skips slides slips smells smiles snaps",
  "sounds spills spins splashes stands stares starts stays steps sticks stirs stops strikes sweeps",
  "swings talks taps tastes tears threads throws ties touches traces trails tries trusts tugs turns",
  "twists uses walks wants washes watches waves whispers whistles wipes wishes wonders works",
  "worries shifts seals slams stretches studies",
);
