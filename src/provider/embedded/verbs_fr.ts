/**
 * French verbs: present (je, tu, il, ils), imparfait stem and passé simple root. The passé simple
 * adds -s, -s, -t, -rent to its root.
 *
 * @module
 */

/** Forms of an irregular verb. */
export interface IrregularVerb {
  /** Present for je, tu, il, ils. */
  readonly present: readonly string[];
  /** Stem of the imparfait. */
  readonly imperfect: string;
  /** Root of the passé simple. */
  readonly past: string;
}

const ROWS = `
être: suis es est sont: ét: fu
avoir: ai as a ont: av: eu
faire: fais fais fait font: fais: fi
dire: dis dis dit disent: dis: di
pouvoir: peux peux peut peuvent: pouv: pu
vouloir: veux veux veut veulent: voul: voulu
devoir: dois dois doit doivent: dev: du
savoir: sais sais sait savent: sav: su
voir: vois vois voit voient: voy: vi
revoir: revois revois revoit revoient: revoy: revi
croire: crois crois croit croient: croy: cru
venir: viens viens vient viennent: ven: vin
revenir: reviens reviens revient reviennent: reven: revin
devenir: deviens deviens devient deviennent: deven: devin
tenir: tiens tiens tient tiennent: ten: tin
retenir: retiens retiens retient retiennent: reten: retin
appartenir: appartiens appartiens appartient appartiennent: apparten: appartin
prendre: prends prends prend prennent: pren: pri
apprendre: apprends apprends apprend apprennent: appren: appri
comprendre: comprends comprends comprend comprennent: compren: compri
reprendre: reprends reprends reprend reprennent: repren: repri
mettre: mets mets met mettent: mett: mi
remettre: remets remets remet remettent: remett: remi
promettre: promets promets promet promettent: promett: promi
partir: pars pars part partent: part: parti
sortir: sors sors sort sortent: sort: sorti
sentir: sens sens sent sentent: sent: senti
dormir: dors dors dort dorment: dorm: dormi
servir: sers sers sert servent: serv: servi
courir: cours cours court courent: cour: couru
ouvrir: ouvre ouvres ouvre ouvrent: ouvr: ouvri
découvrir: découvre découvres découvre découvrent: découvr: découvri
couvrir: couvre couvres couvre couvrent: couvr: couvri
écrire: écris écris écrit écrivent: écriv: écrivi
lire: lis lis lit lisent: lis: lu
relire: relis relis relit relisent: relis: relu
boire: bois bois boit boivent: buv: bu
connaître: connais connais connaît connaissent: connaiss: connu
reconnaître: reconnais reconnais reconnaît reconnaissent: reconnaiss: reconnu
paraître: parais parais paraît paraissent: paraiss: paru
disparaître: disparais disparais disparaît disparaissent: disparaiss: disparu
recevoir: reçois reçois reçoit reçoivent: recev: reçu
suivre: suis suis suit suivent: suiv: suivi
vivre: vis vis vit vivent: viv: vécu
entendre: entends entends entend entendent: entend: entendi
attendre: attends attends attend attendent: attend: attendi
répondre: réponds réponds répond répondent: répond: répondi
descendre: descends descends descend descendent: descend: descendi
redescendre: redescends redescends redescend redescendent: redescend: redescendi
perdre: perds perds perd perdent: perd: perdi
rendre: rends rends rend rendent: rend: rendi
tendre: tends tends tend tendent: tend: tendi
étendre: étends étends étend étendent: étend: étendi
mordre: mords mords mord mordent: mord: mordi
rejoindre: rejoins rejoins rejoint rejoignent: rejoign: rejoigni
éteindre: éteins éteins éteint éteignent: éteign: éteigni
craindre: crains crains craint craignent: craign: craigni
asseoir: assieds assieds assied asseyent: assey: assi
battre: bats bats bat battent: batt: batti
mentir: mens mens ment mentent: ment: menti
rire: ris ris rit rient: ri: ri
sourire: souris souris sourit sourient: souri: souri
fuir: fuis fuis fuit fuient: fuy: fui
falloir: faut faut faut faut: fall: fallu
suffire: suffis suffis suffit suffisent: suffis: suffi
conduire: conduis conduis conduit conduisent: conduis: conduisi
gémir: gémis gémis gémit gémissent: gémiss: gémi
luire: luis luis luit luisent: luis: luisi
finir: finis finis finit finissent: finiss: fini
choisir: choisis choisis choisit choisissent: choisiss: choisi
saisir: saisis saisis saisit saisissent: saisiss: saisi
réfléchir: réfléchis réfléchis réfléchit réfléchissent: réfléchiss: réfléchi
franchir: franchis franchis franchit franchissent: franchiss: franchi
emplir: emplis emplis emplit emplissent: empliss: empli
remplir: remplis remplis remplit remplissent: rempliss: rempli
obéir: obéis obéis obéit obéissent: obéiss: obéi
surgir: surgis surgis surgit surgissent: surgiss: surgi
réussir: réussis réussis réussit réussissent: réussiss: réussi
`;

/** Irregular verbs and those in -ir, by infinitive. */
export const IRREGULAR_FR: ReadonlyMap<string, IrregularVerb> = new Map(
  ROWS.trim().split("\n").map((row) => {
    const [infinitive, present, imperfect, past] = row.split(": ");
    return [infinitive!, { present: present!.split(" "), imperfect: imperfect!, past: past! }];
  }),
);

/** Stems in the present of verbs in -er that change before a mute e. */
export const CHANGING_FR: ReadonlyMap<string, string> = new Map(
  ("lever lèv/relever relèv/soulever soulèv/enlever enlèv/mener mèn/amener amèn/emmener emmèn/" +
    "ramener ramèn/peser pès/acheter achèt/achever achèv/promener promèn/répéter répèt/espérer espèr/" +
    "céder cèd/préférer préfèr/pénétrer pénètr/appeler appell/rappeler rappell/jeter jett/" +
    "rejeter rejett/essuyer essui/appuyer appui/nettoyer nettoi/essayer essai/envoyer envoi/" +
    "dérégler dérègl/régler règl/sécher sèch/révéler révèl/posséder possèd/geler gèl")
    .split("/").map((pair) => pair.split(" ") as [string, string]),
);
