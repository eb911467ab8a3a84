/** Letters that names are written with, by language: what a decoded cell should consist of (R2). ASCII is left out. */

export interface Language {
	/** Letters in use; for scripts without capitals as they stand, else lower case. */
	readonly usual: ReadonlySet<string>;
	/** In use, but seldom. */
	readonly seldom: ReadonlySet<string>;
}

function language(usual: string, seldom = ''): Language {
	return { usual: new Set(usual), seldom: new Set(seldom) };
}

const western = 'áàâäãåæçéèêëíîïñóôöõøœßúùûü';
const central = 'áäąăâćčçďđéęěëíîłľĺńňóöôőŕřśšşșßťţțúüůűýźžż';
const baltic = 'āąčęėēģīįķļņöõšūųžäü';

/** The union comes last and counts for less: a list of one country should be recognised by its own letters. */
export const languagesByFamily = {
	western: [
		language('äöüß', 'éèàáç'),
		language('éèêëàâçîïôùûœ', 'æüÿ'),
		language('áéíóúñü', 'ç'),
		language('áàâãçéêíóôú', 'õüò'),
		language('àèéìòù'),
		language('åäöøæ', 'éü'),
		language('áéíóúýðþæö', 'øåä'),
		language('áàéèíïóòúüç'),
		language(western, 'ìòõýÿ')
	],
	central: [
		language('áčďéěíňóřšťúůýž', 'öü'),
		language('ąćęłńóśźż'),
		language('áéíóöőúüű'),
		language('čćđšž'),
		language('ăâîșțşţ'),
		language('áäčďéíĺľňóôŕšťúýž'),
		language('čšž'),
		language(central)
	],
	turkish: [language('çğıiöşüâ', 'îû'), language('çğıöşü' + western)],
	baltic: [
		language('āčēģīķļņšūž'),
		language('ąčęėįšųūž'),
		language('õäöüšž'),
		language(baltic, 'éóćńłśźż')
	],
	vietnamese: [language('àáâãăèéêìíòóôõơùúưýđ\u0300\u0301\u0303\u0309\u0323')],
	cyrillic: [
		language('абвгдежзийклмнопрстуфхцчшыьэюя', 'щъё'),
		language('абвгґдеєжзиіїйклмнопрстуфхцчшьюя', "щ'"),
		language('абвгдежзийклмнопрстуфхцчшъюя', 'щь'),
		language('абвгдђежзијклљмнњопрстћуфхцчџш', 'ѓѕќ')
	],
	greek: [language('αάβγδεέζηήθιίκλμνξοόπρσςτυύφχωώ', 'ψϊϋΐΰ')],
	hebrew: [language('אבגדהוזחטיכלמנסעפצקרשתםןךףץ', '״׳')],
	arabic: [language('ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ', 'پچژگـ')],
	thai: [language('กขคงจฉชซญฐณดตถทธนบปผพฟภมยรลวศษสหอฮะัาำิีึืุูเแโใไ็่้๊๋์ๆ', 'ฆฌฎฏฑฒฬฅฤฦ')],
	japanese: [
		language(
			'あいうえおかがきぎくぐけげこごさざしじすずせぜそぞただちつづてでとどなにぬねのはばひびふぶへべほまみむめもやゆよらりるれろわをんゃゅょっ' +
				'アイウエオカガキギクグケゲコゴサザシジスズセゼソゾタダチツテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤユヨラリルレロワンャュョッー' +
				'一二三四五六七八九十山田中村佐藤鈴木高橋伊渡辺小林加吉野本松井上清水森池橋石川前岡長谷後近遠坂青福西三浦原太和竹内金子島宮崎今河大部斎原口平久保岩安菊千葉丸東市場新杉増武古関桜熊沢渡邊阿' +
				'郎美子恵真由香優奈花健翔陽明洋介也彦雄夫男幸正直樹一之広弘志隆浩誠学哲智康悟修博史春夏秋冬光咲愛結菜莉里理沙織絵衣友希未来悠斗蓮颯大翼駿拓海航遥葵凛さ'
		)
	],
	simplified: [
		language(
			'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严' +
				'伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红志春梅云飞鹏宇浩然子轩梓涵欣怡雨佳思诗婷晓小雪琴慧君海东波斌峰燕清莹新民永福生玉珍凤荣柳美嘉俊一天若可心智博瑞安成德宝光学'
		)
	],
	traditional: [
		language(
			'陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬阮董溫唐藍石蔣古紀姚連馮歐程湯康田姜白汪鄒尤巫' +
				'家豪淑芬美玲俊傑志明怡君雅婷建宏惠雯文雄華偉強宗翰冠宇承恩品睿子軒詩涵欣佳穎宜靜思萱筱國榮英秀麗芳珍雪玉鳳春桂金花蓮慧敏婉如育德信義仁和平安哲瑋彥廷柏智凱'
		)
	],
	korean: [
		language(
			'김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민나진지엄원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은용예봉경사부준수빈영호훈재건승동철상희혜미아화숙자순란애리라린율채다가담슬찬태환후범규균섭식찬빛별솔샘보향복춘덕종'
		)
	]
} as const;

export type Family = keyof typeof languagesByFamily;
