/**
 * French verb forms by which the tense of a sentence is read.
 *
 * @module
 */

function words(...lines: readonly string[]): readonly string[] {
  return lines.join(" ").split(" ");
}

/** Stems of frequent verbs in -er; those whose stem changes come with each stem. */
const ER_STEMS = words(
  "accept accroch achev aid aim ajout allum amen amèn annonc annonç appel appell apport approch",
  "arrach arrêt arriv attir attrap aval avanc avanç avou baiss balanc bascul boug bouge brill bris",
  "brûl cach caress cass cess chancel chant cherch chuchot claqu coll commenc commenç compt confi",
  "consult continu couch coul coup craqu creus cri crois dans déchir décid déclar demand demeur",
  "dépass dépli dépos déroul désign dessin détourn devin dévor discut dissip donn dout dress dur",
  "écart échapp éclair éclat écout écras effac effleur élev élèv éloign embarqu embrass emmen emmèn",
  "emport enferm enfonc enfonç enlev enlèv entass entour entr envelopp espér espèr essay essai",
  "essuy essui étal étonn étouff évit examin exist expliqu ferm fix flott forc forç fouill frapp",
  "fris frissonn froiss frott gagn gard glac gliss gratt grimp grinc grinç grogn guett hauss hésit",
  "heurt hurl ignor imagin inclin jet jett jou jur lâch laiss lanc lanç lav lev lèv long longe mang",
  "mange manqu march marmonn mesur mont montr mordill murmur nag nomm not nou observ occup os oubli",
  "pardonn parl partag partage pass pay pai pench pens perc perç pes pès plac plaç pleur pli plong",
  "plonge port pos possèd possed pouss préfér préfèr press pri prononc prononç promen promèn quitt",
  "racont ramass ramen ramèn rappel rappell rassembl recommenc recommenç recul referm refus regagn",
  "regard regrett rejet rejett relev relèv remarqu remerci remont remu rencontr rentr renvers repass",
  "répét répèt repli repos repouss respir ressembl rest retir retomb retourn retrouv réveill rêv",
  "roul saut sauv sembl serr sign siffl signal song songe sonn souffl soulev soulèv soupir support",
  "tap tât tent termin tir tomb touch tourn trac traç traîn tranch travers trembl tremp tromp trouv",
  "piqu râp traîn redress tu us vacill veill vers vibr vid vis vol",
);

/** Stems in -r whose imparfait looks like a conditional: "tirait", "courait". */
export const R_STEMS_FR: ReadonlySet<string> = new Set([
  ...ER_STEMS.filter((stem) => stem.endsWith("r")),
  ...words("ouvr couvr découvr offr souffr cour mour parcour livr err égar sépar prépar déclar"),
]);

/** Forms of the present of irregular verbs that are nothing else. */
const PRESENT_IRREGULAR = words(
  "part pars sort sors court cours bois est sont suis sommes êtes ont avons avez va vais vont font peux peut peuvent veux veut veulent",
  "dois doit doivent sais sait savent vois voit voient crois croit croient viens vient viennent",
  "tiens tient tiennent prends prend prennent mets met mettent partent sortent sens sentent dors",
  "dort dorment sers sert servent courent meurs meurt meurent ouvre ouvres ouvrent couvre couvrent",
  "offrent souffre souffrent écris écrivent lis lisent boit boivent connais connaît connaissent",
  "parais paraît paraissent reçois reçoit reçoivent vivent suivent entends entend entendent attends",
  "attend attendent réponds répond répondent descends descend descendent perds perd perdent rends",
  "rend rendent tends tend tendent pends pend pendent vend vendent bats bat battent rompt rompent",
  "rejoins rejoint rejoignent éteint éteignent atteint atteignent crains craint craignent assied",
  "assoit asseyent accueille fuit fuient rient sourient faut pleut vaut conduisent deviennent",
  "devient revient reviennent retient maintient appartient comprend comprennent apprend apprennent",
  "surprend reprend reprennent permet permettent promet remet remettent aperçois aperçoit",
  "aperçoivent disent finissent choisissent saisissent réussissent réfléchissent obéissent",
  "grandissent remplissent surgissent franchissent cueille tressaille disparaît apparaît reconnaît",
  "reconnais disparaissent apparaissent mord mordent tord tordent fond fondent détend étend étendent",
  "luit luisent gémissent suspend défend défendent prétend confond",
);

/** Forms of the passé simple of irregular verbs that are nothing else. */
const PAST_IRREGULAR = words(
  "fut fûmes furent eut eurent allai alla allèrent fit firent dirent put purent voulut voulurent",
  "dut durent sut surent virent crut crurent vint vinrent tint tinrent prit prirent mit mirent",
  "partit partirent sortit sortirent sentit sentirent dormit servit servirent courut coururent",
  "mourut ouvrit ouvrirent couvrit couvrirent offrit offrirent souffrit écrivit écrivirent lut",
  "lurent burent connut parut parurent reçut reçurent vécut suivit suivirent entendit entendirent",
  "attendit attendirent répondit répondirent descendit descendirent perdit perdirent rendit",
  "rendirent tendit tendirent pendit vendit battit battirent rompit rejoignit rejoignirent",
  "éteignit éteignirent atteignit craignit assit assirent rirent sourirent conduisit devint",
  "devinrent revint revinrent retint comprit comprirent apprit apprirent surprit reprit reprirent",
  "permit promit remit aperçut aperçurent plut fallut naquit finirent choisirent saisirent",
  "disparut disparurent apparut apparurent reconnut mordit tordit fondit étendit suspendit défendit gémirent",
  "maintint appartint obtint détint",
);

/** Forms of the passé simple for "je" and "tu", which without them are participles or nouns. */
export const PAST_AFTER_JE_FR: ReadonlySet<string> = new Set(words(
  "fus eus fis pris mis sus pus voulus dus crus vins tins partis sortis sentis dormis servis courus",
  "ouvris couvris offris souffris écrivis lus connus parus reçus vécus suivis entendis attendis",
  "répondis descendis perdis rendis tendis pendis vendis battis rompis rejoignis éteignis atteignis",
  "craignis assis conduisis devins revins retins compris appris surpris repris permis promis remis",
  "aperçus disparus reconnus mordis étendis maintins",
));

/** Forms that are as often a noun, an adjective or another word; they count after a pronoun. */
const NOUNISH = words(
  "aide aime approche arrive avance cache casse cesse chante cherche compte confie continue couche",
  "coule coupe couvre crie croise danse demande demeure doute dresse durent dure éclaire éclate",
  "écoute élève entre entres entrent espère essaie étale ferme fixe force forces fouille garde",
  "gardes glace glisse gratte gagne goutte hausse joue joues jures lance lances lave lève longe lâche",
  "manche mange manque marche marches marque mesure mesures monte montre montres nage nomme note",
  "notes offre oublie ouvre parle partage passe passes pause paye perce place places pleure",
  "plie plonge plonges pose pose porte portes portent pousse pousses presse prie prière récolte recule",
  "refuse regarde remarque remarques rencontre rencontres reste restes rêve rêves roule sauve serre",
  "serres signe signes signale songe songes sonne souffle souffles soupire tape tache tente tentes",
  "tire tombe tombes touche touches tourne trace traces traite tranche tranches tremble trompe trouve",
  "tue us use vide vides veille veilles vise verse vole voles vis suis font sens sers dors mets tiens",
  "est entend appelle volent violent brise brises presses baisse crois colle cri décide danses",
  "vers tu pas passé port portes regard pli long longes pris sort part fait dit mort plut dut",
  "signale fond fit bat ouvres court cours sors pars bois ris lis dis",
);

export const NOUNISH_FR: ReadonlySet<string> = new Set(NOUNISH);

function conjugate(endings: readonly string[], irregular: readonly string[]): ReadonlySet<string> {
  return new Set([...ER_STEMS.flatMap((stem) => endings.map((end) => stem + end)), ...irregular]);
}

/** Finite forms of the present. */
export const PRESENT_FR: ReadonlySet<string> = conjugate(
  ["e", "es", "ons", "ez", "ent"],
  PRESENT_IRREGULAR,
);

/** Finite forms of the passé simple; the imparfait is told by its endings. */
export const PAST_FR: ReadonlySet<string> = conjugate(
  ["ai", "as", "a", "âmes", "èrent"],
  PAST_IRREGULAR,
);

/** Words in -ait, -ais or -aient that are no imparfait. */
export const NOT_IMPARFAIT_FR: ReadonlySet<string> = new Set(words(
  "fait lait trait souhait parfait portrait extrait retrait attrait distrait bienfait forfait plait",
  "jamais mais désormais mauvais frais français anglais palais marais rabais épais relais biais",
  "dais sais connais parais vais fais plais tais niais laquais harnais quais balais essais délais",
  "imparfait satisfait stupéfait méfait refait défait abstrait soustrait sait hait paient essaient",
  "fraient vrais japonais irlandais écossais hollandais portugais monnaies engrais ais raient effraient",
));

/** Past participles that do not end in é. */
export const PARTICIPLES_FR: ReadonlySet<string> = new Set(words(
  "eu fait dit pris mis vu su pu dû voulu venu tenu couru ouvert couvert offert souffert écrit lu bu",
  "cru connu reçu perdu entendu répondu rendu attendu descendu senti parti sorti dormi servi fini",
  "choisi saisi rempli compris appris surpris repris remis promis permis vécu suivi battu rompu",
  "rejoint éteint atteint assis ri souri conduit devenu revenu retenu aperçu plu fallu mort disparu",
  "apparu reconnu mordu tendu étendu réussi réfléchi obéi grandi surgi franchi fui",
));

/** Participles that form the passé composé with "être". */
export const MOVEMENT_PARTICIPLES_FR: ReadonlySet<string> = new Set(words(
  "allé venu parti arrivé entré sorti monté descendu tombé resté passé devenu né retourné revenu",
  "rentré remonté redescendu retombé reparti",
));
